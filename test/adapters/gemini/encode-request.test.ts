import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/gemini/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { expectPureEncoding } from '../pure-encoding.ts'
import { citySchema, weatherTool } from '../weather-tool.ts'
import { bodyCheck, schemasExist } from '../body-check.ts'
import { matrix } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

const sent = (changes: Partial<TargetedRequest>): ReturnType<typeof encode> => encode(targetedRequest(changes))
const config = (changes: Partial<TargetedRequest>): unknown => sent(changes).body['generationConfig']
const codes = (changes: Partial<TargetedRequest>): readonly string[] => sent(changes).warnings.map(({ code }) => code)
/** What is wrong with a body by the types of @google/genai, which are closed. */
const problems = (body: unknown): readonly string[] => bodyCheck('gemini', 'GenerateContentRequest')(body)

describe.runIf(schemasExist)(
  'a request fits the types of @google/genai (skipped where ../shared/schemas is missing)',
  () => {
    it.each(Object.entries(matrix))('%s', (_, changes) => {
      expect(problems(sent(changes).body)).toEqual([])
    })

    it('the check does refuse what is wrong', () => {
      console.log(`gemini: ${Object.keys(matrix).length} requests checked against the schema`)
      expect(Object.keys(matrix).length).toBeGreaterThan(25)
      const { contents } = sent({}).body
      for (const body of [
        {},
        { contents, max_tokens: 1 },
        { contents, generationConfig: { stop: [] } },
        { contents: [{ parts: [{ type: 'text' }] }] },
      ]) {
        expect(problems(body).length, JSON.stringify(body)).toBeGreaterThan(0)
      }
    })
  },
)

describe('a request', () => {
  it('R7 asks for a stream of events in the path, and says nothing of a key', () => {
    const { path, headers, body } = sent({ model: 'gemini-2.5-flash' })
    expect([path, headers]).toEqual(['/models/gemini-2.5-flash:streamGenerateContent?alt=sse', {}])
    expect(body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
      generationConfig: { thinkingConfig: { includeThoughts: true } },
    })
  })

  it.each([
    ['models/gemini-2.5-flash', '/models/gemini-2.5-flash'],
    ['tunedModels/mine-1', '/tunedModels/mine-1'],
    ['gemini-2.5-pro@001', '/models/gemini-2.5-pro@001'],
    ['a/b:c?d', '/models/a%2Fb%3Ac%3Fd'],
    ['models/../x', '/models/..%2Fx'],
  ])('names the model %s as one segment', (model, path) => {
    expect(sent({ model }).path).toBe(`${path}:streamGenerateContent?alt=sse`)
  })

  it('R23 travels in the envelope of Code Assist where the host wants it', () => {
    const { path, body } = sent({ quirks: { codeAssist: true }, options: { project: 'my-project' } })
    expect(path).toBe('/v1internal:streamGenerateContent?alt=sse')
    expect(body).toEqual({ model: 'gemini-3.5-flash', project: 'my-project', request: sent({}).body })
    expect(sent({ quirks: { codeAssist: true } }).body).not.toHaveProperty('project')
  })

  it('puts session blocks of the system prompt before turn blocks, and leaves blank ones out', () => {
    const { body } = sent({
      system: [
        { text: 'Now.', scope: 'turn' },
        { text: ' ', scope: 'session' },
        { text: 'Always.', scope: 'session' },
      ],
    })
    expect(body['systemInstruction']).toEqual({ parts: [{ text: 'Always.' }, { text: 'Now.' }] })
  })

  it('is the same every time, and does not touch what it was given', () => {
    expectPureEncoding(
      encode,
      Object.values(matrix).map((changes) => targetedRequest(changes)),
    )
  })
})

describe('R86 the output limit', () => {
  it('is maxOutputTokens, and is left out where none is resolved', () => {
    expect(config({ maxOutputTokens: 8000 })).toMatchObject({ maxOutputTokens: 8000 })
    expect(config({})).not.toHaveProperty('maxOutputTokens')
  })
})

describe('sampling', () => {
  it('is sent as it is', () => {
    expect(config({ temperature: 0, topP: 0.9, topK: 40, seed: 0 })).toMatchObject({
      temperature: 0,
      topP: 0.9,
      topK: 40,
      seed: 0,
    })
  })

  it('keeps the temperature within the scale', () => {
    expect(config({ temperature: 3 })).toMatchObject({ temperature: 2 })
    expect(codes({ temperature: 3 })).toEqual(['parameter-adjusted'])
  })

  it('is left out for models that do not read it', () => {
    for (const model of ['gemini-3.6-flash', 'gemini-3.8-flash', 'gemini-flash-latest', 'gemini-5-flash']) {
      expect(config({ model, temperature: 1, topP: 0.5, topK: 3, seed: 4 }), model).toEqual({
        seed: 4,
        thinkingConfig: { includeThoughts: true },
      })
      expect(codes({ model, temperature: 1, topP: 0.5, topK: 3 }), model).toHaveLength(3)
    }
    const modelInfo = { provider: 'x', model: 'x', sampling: true }
    expect(config({ model: 'gemini-3.8-flash', temperature: 1, modelInfo })).toMatchObject({ temperature: 1 })
  })

  it('sends five stop sequences at most, and no empty one', () => {
    expect(config({ stopSequences: ['a', '', ' '] })).toMatchObject({ stopSequences: ['a', ' '] })
    const six = ['a', 'b', 'c', 'd', 'e', 'f']
    expect(config({ stopSequences: six })).toMatchObject({ stopSequences: six.slice(0, 5) })
    expect(codes({ stopSequences: six })).toEqual(['parameter-adjusted'])
  })
})

describe('structured output', () => {
  const output = { name: 'answer', schema: citySchema } as const
  const native: Partial<TargetedRequest> = { output: { ...output, mode: 'native' } }

  it('is JSON that fits a JSON Schema', () => {
    expect(config(native)).toMatchObject({ responseMimeType: 'application/json', responseJsonSchema: citySchema })
    const schema = { type: 'object', properties: { kind: { const: 'a' } } }
    expect(config({ output: { ...output, schema, mode: 'native' } })).toMatchObject({
      responseJsonSchema: { properties: { kind: { enum: ['a'] } } },
    })
  })

  it('goes beside tools since Gemini 3; before, and where the catalogue denies it, the prompt asks for it', () => {
    const tools = [weatherTool()]
    expect(config({ ...native, tools })).toHaveProperty('responseJsonSchema')
    const older = { ...native, tools, model: 'gemini-2.5-pro' }
    const denied = { ...native, modelInfo: { provider: 'x', model: 'x', capabilities: { 'structured-output': false } } }
    for (const changes of [older, denied]) {
      expect(config(changes)).not.toHaveProperty('responseMimeType')
      expect(JSON.stringify(sent(changes).body['systemInstruction'])).toContain('city')
      expect(codes(changes)).toEqual(['output-by-prompt'])
    }
    expect(config({ ...native, model: 'gemini-2.5-pro' })).toHaveProperty('responseJsonSchema')
  })

  it('by prompt is an instruction behind the system prompt', () => {
    const { body } = sent({ output: { ...output, mode: 'prompt' }, system: [{ text: 'Be brief.', scope: 'session' }] })
    expect(body['systemInstruction']).toMatchObject({
      parts: [{ text: 'Be brief.' }, { text: expect.stringContaining('city') as string }],
    })
  })

  it('warns of what it cannot say in the form of OpenAPI', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer', exclusiveMinimum: 0 } } }
    const changes = { quirks: { openApiSchemas: true }, output: { ...output, schema, mode: 'native' } } as const
    expect(config(changes)).toHaveProperty('responseSchema')
    expect(codes(changes)).toEqual(['adapted-schema'])
  })
})
