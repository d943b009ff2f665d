import type { ModelInfo } from '../../vocabulary/model.ts'
import { modelRules, type ModelRules } from '../claude-thinking.ts'

/** What a model of Bedrock can be asked for. */
export interface BedrockModelRules {
  /** What Claude takes; absent for all other models. */
  readonly claude: ModelRules | undefined
  /** Where an effort goes; `none`: nowhere. */
  readonly effort: 'claude' | 'reasoning-effort' | 'reasoning-object' | 'reasoning-config' | 'nova' | 'none'
  /** A tool call can be demanded: of one tool, of any, or not at all. */
  readonly forcedTool: 'named' | 'any' | 'none'
  /** How the model's own reasoning goes back: with its signature, as text alone, or not. */
  readonly reasoning: 'signed' | 'text' | 'none'
  /** Answers and arguments can be held to a schema (`outputConfig.textFormat`, `strict`). */
  readonly structuredOutput: boolean
  readonly strictTools: boolean
  /** A tool result says whether it is an error. */
  readonly resultStatus: boolean
  /** A tool result holds images and documents. Others take them in a turn of the user only. */
  readonly resultFiles: boolean
  /** Where `top_k` goes; `none`: nowhere. */
  readonly topK: 'top_k' | 'nova' | 'none'
}

const other: Omit<BedrockModelRules, 'claude'> = {
  effort: 'none',
  forcedTool: 'any',
  reasoning: 'none',
  structuredOutput: true,
  strictTools: true,
  resultStatus: false,
  resultFiles: false,
  topK: 'none',
}
const claude: typeof other = {
  ...other,
  effort: 'claude',
  forcedTool: 'named',
  reasoning: 'signed',
  resultStatus: true,
  resultFiles: true,
  topK: 'top_k',
}
const nova: typeof other = {
  ...other,
  forcedTool: 'named',
  structuredOutput: false,
  strictTools: false,
  resultStatus: true,
  resultFiles: true,
  topK: 'nova',
}
const plain: typeof other = { ...other, forcedTool: 'none', structuredOutput: false, strictTools: false }

/**
 * Models by id, without the geography of an inference profile; the first row that matches counts. Sources, as of 2026-11:
 * - effort: facts (Claude, OpenAI, gpt-oss, Nova 2), Qwen recorded;
 * - choice of a tool: ToolChoice in AWS's API reference (one tool: Claude and Nova), bifrost#3196 (Llama refuses both),
 *   langchain-aws (Mistral: any);
 * - reasoning that goes back: pi#727 (signatures: Claude only; most others refuse reasoning in a history altogether);
 * - schemas: AWS's guide on structured output, recorded for Claude 3 to 4.5, GLM and Nemotron; strict tools since Claude 4.5;
 * - status of a result: ToolResultBlock in AWS's API reference; files in a result: opencode#50272.
 */
const families: readonly (readonly [pattern: RegExp, rules: typeof other])[] = [
  [/claude-(?:v?[12](?!\d)|instant|3-|(?:opus|sonnet)-4-(?:1-)?20)/, { ...claude, strictTools: false }],
  [/claude/, claude],
  [/^amazon\.nova-2/, { ...nova, effort: 'nova' }],
  [/^amazon\.nova/, nova],
  [/^openai\.gpt-oss/, { ...other, effort: 'reasoning-effort', reasoning: 'text' }],
  [/^openai\./, { ...other, effort: 'reasoning-object', reasoning: 'text' }],
  [/^qwen\./, { ...other, effort: 'reasoning-config', reasoning: 'text' }],
  [/^(?:minimax|moonshotai|moonshot)\./, { ...other, reasoning: 'text' }],
  [/^meta\.llama4/, { ...plain, resultFiles: true }],
  [/^(?:meta|amazon\.titan|ai21|cohere)/, plain],
]

/** Geographies that inference profiles are named after (facts of 2026-11). None is better than another. */
const geography = /^(?:global|us-gov|us|eu|apac|jp|au|ca)\./

/** Whether an id names an inference profile, or anything else by its ARN, and is sent as it is. */
export function isProfileId(model: string): boolean {
  return geography.test(model) || model.startsWith('arn:')
}

/** The model behind the id of an inference profile or its ARN: `us.amazon.nova-lite-v1:0` is `amazon.nova-lite-v1:0`. */
export function baseModel(model: string): string {
  const id = model.startsWith('arn:') ? model.slice(model.lastIndexOf('/') + 1) : model
  return id.replace(geography, '')
}

/** The rules of a model. Of an application's own profile, whose id hides the model, nothing is assumed. */
export function bedrockModelRules(model: string, info: ModelInfo | undefined): BedrockModelRules {
  const id = baseModel(model).toLowerCase()
  const rules = families.find(([pattern]) => pattern.test(id))?.[1] ?? other
  return { ...rules, claude: rules.effort === 'claude' ? modelRules(id, info) : undefined }
}

/** Whether the model runs in AWS GovCloud, which refuses some fields (facts of 2026-11). */
export function isGovCloud(model: string): boolean {
  return model.startsWith('us-gov.') || model.startsWith('arn:aws-us-gov:')
}
