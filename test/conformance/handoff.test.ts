import { describe, expect, it } from 'vitest'

import type { TargetedRequest } from '../../src/adapters/protocol.ts'
import type { Message } from '../../src/vocabulary/message.ts'
import { schemasExist } from '../adapters/body-check.ts'
import { handoffConversation, visible, type HandoffConversation } from './handoff-conversation.ts'
import { sentParts, tokensIn, type SentPart } from './sent-parts.ts'
import { wireHosts, writeFor, type HostRequest, type WireHost } from './wire-hosts.ts'

const conversations = new Map(wireHosts.map((host) => [host.name, handoffConversation(host)]))

function conversationOf(host: WireHost): HandoffConversation {
  const conversation = conversations.get(host.name)
  if (conversation === undefined) throw new Error(`${host.name} has no conversation`)
  return conversation
}

const tools: TargetedRequest['tools'] = ['find_place', 'get_weather'].map((name) => ({
  name,
  description: 'Looks something up.',
  inputSchema: { type: 'object', properties: { hint: { type: 'string' }, city: { type: 'string' } } },
  strict: undefined,
}))

const send = (host: WireHost, messages: readonly Message[]): HostRequest => writeFor(host, { messages, tools })
const partsFor = (host: WireHost, { body }: HostRequest): readonly SentPart[] => sentParts[host.protocol.id](body)

/** A sent part without its ids and its wire form. */
function shown(part: SentPart): unknown {
  const { type, role, text, name, args, hasFailed } = part
  if (type === 'image') return { type, base64: text }
  if (type === 'call') return { type, name, args }
  return type === 'text' ? { type, role, text } : { type, text, hasFailed }
}

/** Every call is answered once, by its id, where the protocol has one, and in the order of the calls. */
function expectAnswered(parts: readonly SentPart[]): void {
  const calls = parts.filter(({ type }) => type === 'call')
  const results = parts.filter(({ type }) => type === 'result')
  expect(calls).toHaveLength(3)
  expect(results.map(({ id }) => id)).toEqual(calls.map(({ id }) => id))
}

function throughJson(messages: readonly Message[]): readonly Message[] {
  return JSON.parse(JSON.stringify(structuredClone(messages))) as readonly Message[]
}

const pairs = wireHosts.flatMap((from) => wireHosts.map((to) => ({ from, to, name: `${from.name} -> ${to.name}` })))
const foreign = pairs.filter(({ from, to }) => from !== to)

describe('a conversation that moves from one model to another', () => {
  it('is one of 144: twelve models over six protocols, each to each', () => {
    const protocols = new Set(wireHosts.map(({ protocol }) => protocol.id))
    const tokens = [...conversations.values()].flatMap((conversation) => conversation.tokens)
    console.log(
      `handoff: ${wireHosts.length} models, ${protocols.size} protocols, ${foreign.length} foreign pairs, ` +
        `${pairs.length - foreign.length} to themselves, ${tokens.length} tokens; schemas ${schemasExist ? 'read' : 'missing'}`,
    )
    expect([wireHosts.length, protocols.size, foreign.length, pairs.length]).toEqual([12, 6, 132, 144])
    expect(new Set(tokens.map(([, token]) => token)).size).toBe(tokens.length)
    // Who signs nothing: DeepSeek, gpt-oss at Bedrock, Ollama.
    expect(wireHosts.filter((host) => conversationOf(host).tokens.length === 0)).toHaveLength(4)
    expect(tokens.length).toBeGreaterThan(40)
  })

  it.each(foreign)('$name: keeps everything that can be seen, in its order', ({ from, to }) => {
    const parts = partsFor(to, send(to, conversationOf(from).messages))
    expect(parts.map(shown)).toEqual(visible)
    expectAnswered(parts)
  })

  it.each(foreign)('$name: shows nothing that was signed, sealed or thought', ({ from, to }) => {
    const { messages, tokens, thoughts } = conversationOf(from)
    const { body, headers, path, allWarnings } = send(to, messages)
    const sent = JSON.stringify([body, headers, path])
    for (const secret of [...tokens.map(([, token]) => token), ...thoughts]) expect(sent).not.toContain(secret)
    const dropped = allWarnings.filter(({ code }) => code === 'dropped-replay')
    if (tokens.length > 0)
      expect(dropped.map(({ target }) => target)).toEqual([{ provider: to.origin.provider, model: to.origin.model }])
  })

  it.each(wireHosts)('$name: takes back its own tokens, unchanged, on their parts, in order', (host) => {
    const { messages, tokens, thoughts } = conversationOf(host)
    const request = send(host, messages)
    const parts = partsFor(host, request)
    const known = new Set(tokens.map(([, token]) => token))
    const back = parts.flatMap((part) => tokensIn(part.wire, known).map((token) => [part.type, token]))
    expect(back).toEqual(tokens)
    expect(tokensIn(request.body, known)).toHaveLength(tokens.length)
    expect(parts.filter(({ type }) => type !== 'reasoning').map(shown)).toEqual(visible)
    expect(parts.filter(({ type, text }) => type === 'reasoning' && text !== '').map(({ text }) => text)).toEqual(
      thoughts,
    )
    expect(request.allWarnings.filter(({ code }) => code.startsWith('dropped'))).toEqual([])
    expectAnswered(parts)
  })

  it('is the same after JSON and structuredClone', () => {
    let compared = 0
    for (const { from, to } of pairs) {
      const { messages } = conversationOf(from)
      const copy = throughJson(messages)
      expect(copy).toStrictEqual(messages)
      expect(send(to, copy)).toStrictEqual(send(to, messages))
      compared += 1
    }
    expect(compared).toBe(144)
  })

  it('can move again: what a second model was sent is no different for having been elsewhere before', () => {
    for (const { from, to } of foreign) {
      const there = conversationOf(from).messages
      const own = conversationOf(to)
      const parts = partsFor(to, send(to, [...there, ...own.messages]))
      const known = new Set(own.tokens.map(([, token]) => token))
      expect(parts.flatMap((part) => tokensIn(part.wire, known))).toEqual(own.tokens.map(([, token]) => token))
    }
  })
})

describe.runIf(schemasExist)('the request (skipped where ../shared/schemas is missing)', () => {
  it.each(wireHosts)('to $name is valid by the strict schema, from whomever the conversation comes', (to) => {
    let valid = 0
    for (const from of wireHosts) {
      const problems = to.problems(send(to, conversationOf(from).messages).body)
      expect.soft(problems, from.name).toEqual([])
      if (problems.length === 0) valid += 1
    }
    console.log(`handoff: ${valid} of ${wireHosts.length} requests to ${to.name} are valid`)
    expect(valid).toBe(12)
  })

  it('would be refused with what another protocol signed', () => {
    for (const host of wireHosts) {
      const { body } = send(host, conversationOf(host).messages)
      expect(host.problems({ ...body, thought_signature: 'x' }), host.name).not.toEqual([])
    }
  })
})

describe('models that share what they sign', () => {
  const host = (name: string): WireHost => {
    const found = wireHosts.find((candidate) => candidate.name === name)
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }

  it('are those of one generation of Gemini', () => {
    const flash = host('gemini/gemini-3.8-flash')
    const sibling = { ...flash, origin: { ...flash.origin, model: 'gemini-3.5-flash' } }
    const { messages, tokens } = conversationOf(flash)
    const known = new Set(tokens.map(([, token]) => token))
    expect(tokensIn(send(sibling, messages).body, known)).toEqual(tokens.map(([, token]) => token))
  })

  it('are all of DeepSeek, whose reasoning is plain text', () => {
    const pro = host('deepseek/deepseek-v4-pro')
    const flash = { ...pro, origin: { ...pro.origin, model: 'deepseek-flash' } }
    const { messages, thoughts } = conversationOf(pro)
    const parts = partsFor(flash, send(flash, messages))
    expect(parts.filter(({ type }) => type === 'reasoning').map(({ text }) => text)).toEqual(thoughts)
  })
})
