import type { SchemaDialect } from './protocol.ts'
/** What one interface takes of JSON Schema, as data. An absent member: nothing is done about it. */
export interface SchemaRules {
  /** How it is called in warnings. */
  readonly name: string
  /** Where the facts come from. */
  readonly source: string
  /** Day they were true, `YYYY-MM-DD` or `YYYY-MM`. */
  readonly asOf: string
  /** The only keywords that pass. */
  readonly allow?: readonly string[] | undefined
  /** Keywords that do not pass. */
  readonly drop?: readonly string[] | undefined
  /** The root is an object and no union, negation or enum. Unions of objects are put together into one object. */
  readonly objectRoot?: boolean | undefined
  /** `$ref` is replaced by what it points at; a definition that holds itself is cut. */
  readonly inlineReferences?: boolean | undefined
  /** Nothing may stand beside a `$ref`. */
  readonly bareReferences?: boolean | undefined
  /** The parts of an `allOf` are joined. */
  readonly mergeAllOf?: boolean | undefined
  /** `oneOf` is written as `anyOf`. */
  readonly oneOfAsAnyOf?: boolean | undefined
  /** `const` is written as an `enum` of one value. */
  readonly constAsEnum?: boolean | undefined
  /** Enums hold strings only. */
  readonly stringEnums?: boolean | undefined
  /** Every object says `additionalProperties: false`. */
  readonly closedObjects?: boolean | undefined
  /** Every member is required; optional ones become nullable (`restoreOptional` undoes it in the answer). */
  readonly requireAll?: boolean | undefined
  /** How null is admitted: in a list of types, as a branch of an `anyOf`, or by `nullable: true`. Default: as it is written. */
  readonly nullable?: 'type-list' | 'any-of' | 'keyword' | undefined
  /** Every schema says its type (or is a union, an enum, a reference). */
  readonly typed?: boolean | undefined
  /** Every array says what its items are. */
  readonly itemsRequired?: boolean | undefined
  /** A tuple is written as an array of any of its items. */
  readonly tupleAsItems?: boolean | undefined
  /** The only values of `format`. */
  readonly formats?: readonly string[] | undefined
  /** The only values of `minItems`. */
  readonly minItems?: readonly number[] | undefined
  /** Patterns without lookaround, word boundaries and back references. */
  readonly simplePatterns?: boolean | undefined
}

const structure = 'type properties required additionalProperties items enum const anyOf description title'.split(' ')
const references = ['$ref', '$defs', 'definitions']

/** OpenAI, functions that are not strict: chat and responses. */
export const openaiTool: SchemaRules = {
  name: 'OpenAI tools',
  source:
    '400 invalid_function_parameters: no oneOf, anyOf, allOf, enum, const or not at the top level (langchainjs#9804, home-generative-agent#545)',
  asOf: '2026-08',
  objectRoot: true,
}

/** OpenAI, strict functions and `json_schema` output: chat and responses. */
export const openaiStrict: SchemaRules = {
  name: 'OpenAI strict mode',
  source:
    'facts: no allOf, not, if; all keys required; additionalProperties false. Keywords and formats: OpenAI guide on structured outputs; 400 "$ref cannot have keywords" (langchainjs#11381)',
  asOf: '2026-08',
  allow: [
    ...structure,
    ...references,
    ...'pattern format multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minItems maxItems'.split(' '),
  ],
  objectRoot: true,
  bareReferences: true,
  mergeAllOf: true,
  oneOfAsAnyOf: true,
  closedObjects: true,
  requireAll: true,
  nullable: 'type-list',
  typed: true,
  itemsRequired: true,
  tupleAsItems: true,
  formats: ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'],
  simplePatterns: true,
}

/** Anthropic, tools that are not strict. */
export const anthropicTool: SchemaRules = {
  name: 'Anthropic tools',
  source: 'facts: anyOf, oneOf, allOf at the root of input_schema are a 400 (claude-code#5319 and others)',
  asOf: '2026-11-17',
  objectRoot: true,
}

/** Anthropic, strict tools and `output_config.format`. */
export const anthropicStrict: SchemaRules = {
  name: 'Anthropic strict mode',
  source:
    'facts: keywords, minItems and formats that strict tools refuse; guide on structured outputs: objects closed, no recursion, patterns without lookaround',
  asOf: '2026-11-17',
  allow: [...structure, ...references, 'default', 'pattern', 'format', 'minItems'],
  objectRoot: true,
  inlineReferences: true,
  mergeAllOf: true,
  oneOfAsAnyOf: true,
  closedObjects: true,
  typed: true,
  tupleAsItems: true,
  formats: ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'],
  minItems: [0, 1],
  simplePatterns: true,
}

/** Gemini, `functionDeclarations[].parameters` and `responseSchema`: the subset of OpenAPI that its `Schema` message has. */
export const geminiTool: SchemaRules = {
  name: 'Gemini schemas',
  source:
    'Schema of the genai types 2.32.0; facts: no const, $ref, $defs, additionalProperties, propertyNames, uniqueItems',
  asOf: '2026-11-20',
  allow: [
    ...'type format title description nullable enum items properties required propertyOrdering anyOf default example'.split(
      ' ',
    ),
    ...'pattern minimum maximum minLength maxLength minItems maxItems minProperties maxProperties'.split(' '),
  ],
  objectRoot: true,
  inlineReferences: true,
  mergeAllOf: true,
  oneOfAsAnyOf: true,
  constAsEnum: true,
  stringEnums: true,
  nullable: 'keyword',
  typed: true,
  itemsRequired: true,
  tupleAsItems: true,
  formats: ['enum', 'date-time', 'float', 'double', 'int32', 'int64'],
}

/** Gemini, `parametersJsonSchema` and `responseJsonSchema`: JSON Schema, but `const` is ignored. */
export const geminiJsonSchema: SchemaRules = {
  name: 'Gemini JSON Schemas',
  source: 'facts: parametersJsonSchema takes full JSON Schema; const is ignored, use enum',
  asOf: '2026-11-10',
  objectRoot: true,
  constAsEnum: true,
}

/** Bedrock Converse, tools that are not strict, of any vendor's model. */
export const bedrockTool: SchemaRules = {
  name: 'Bedrock tools',
  source:
    'Claude on Bedrock has the validator of Anthropic (litellm#39115); other models refuse references and oneOf (opensre#2381)',
  asOf: '2026-09',
  drop: ['$id', '$comment', '$anchor'],
  objectRoot: true,
  inlineReferences: true,
  mergeAllOf: true,
  oneOfAsAnyOf: true,
}

/** Bedrock Converse, strict tools and `outputConfig.textFormat`: compiled into the grammar that Anthropic has too. */
const bedrockStrict: SchemaRules = {
  ...anthropicStrict,
  name: 'Bedrock strict mode',
  source: 'facts: no uniqueItems; maxItems and the like refused with strict only (litellm#39115)',
  asOf: '2026-09',
}

/** Mistral, strict functions and `json_schema` output. */
const mistral: SchemaRules = {
  name: 'Mistral strict mode',
  source: 'facts: strict is accepted; that its own SDK closes every object first is from memory [M]',
  asOf: '2026-11-10',
  objectRoot: true,
  mergeAllOf: true,
  closedObjects: true,
}

/** xAI, tools. */
export const xaiTool: SchemaRules = {
  name: 'xAI tools',
  source: 'facts: some keywords are refused [M]; lengths and counts end in a 502 (openclaw 00347bd of 2026-03-02)',
  asOf: '2026-03',
  drop: ['minLength', 'maxLength', 'minItems', 'maxItems', 'minContains', 'maxContains'],
  objectRoot: true,
}

/** Cerebras, strict functions and `json_schema` output. */
export const cerebrasStrict: SchemaRules = {
  ...openaiStrict,
  name: 'Cerebras strict mode',
  source:
    'inference-docs.cerebras.ai, structured outputs: all required, objects closed, null by anyOf only; that patterns, formats and counts are refused is from memory [M]',
  asOf: '2026',
  allow: [...structure, ...references, 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  nullable: 'any-of',
}

/**
 * Keywords that fail where llama.cpp makes a grammar of a schema: most patterns (`Pattern must start with '^' and end with '$'`,
 * and some that do), and lengths beyond what a repetition may count.
 */
const ungrammatical = ['pattern', 'minLength', 'maxLength']

/** Ollama, tools: they are parsed into structures that know few keywords; the others are lost on the way to the model. */
const ollamaTool: SchemaRules = {
  name: 'Ollama tools',
  source:
    'ollama api/types.go, ToolProperty and ToolFunctionParameters (2026-08): type, properties, required, items, enum, anyOf; llama.cpp json-schema-to-grammar.cpp',
  asOf: '2026-08',
  drop: ungrammatical,
  objectRoot: true,
  inlineReferences: true,
  mergeAllOf: true,
  oneOfAsAnyOf: true,
  constAsEnum: true,
}

/** Ollama, `format`: made into a grammar. */
const ollamaFormat: SchemaRules = {
  name: 'Ollama structured output',
  source: 'llama.cpp json-schema-to-grammar.cpp; ollama/ollama#8325 (patterns)',
  asOf: '2026-08',
  drop: ungrammatical,
  objectRoot: true,
  mergeAllOf: true,
}

/** All rules by name. */
export const schemaRules: Readonly<Record<SchemaDialect, SchemaRules>> = {
  'openai-tool': openaiTool,
  'openai-strict': openaiStrict,
  'anthropic-tool': anthropicTool,
  'anthropic-strict': anthropicStrict,
  'gemini-tool': geminiTool,
  'gemini-json': geminiJsonSchema,
  'bedrock-tool': bedrockTool,
  'bedrock-strict': bedrockStrict,
  'mistral-strict': mistral,
  'xai-tool': xaiTool,
  'cerebras-strict': cerebrasStrict,
  'ollama-tool': ollamaTool,
  'ollama-format': ollamaFormat,
}
