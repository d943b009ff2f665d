import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseByRule, type RuleContext, type RuleQuestion } from '../../src/routing/choose-by-rule.ts'
import { floorOf, type Route, type Selection } from '../../src/routing/select-targets.ts'
import { phaseTiers, taskOf, taskTiers } from '../../src/routing/task-tiers.ts'
import type { Target, Tier } from '../../src/vocabulary/model.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

const defaults = { retryPrimaryAfterSeconds: 60, onContentFilter: 'stop', allowDowngrade: undefined } as const
const parse = (ref: string): Target => ({ provider: ref.split('/')[0] ?? '', model: ref.split('/')[1] ?? '' })
const nameOf = ({ provider, model }: Target): string => `${provider}/${model}`

function route(refs: readonly string[], rules: Partial<Route> = {}): Route {
  return { targets: refs.map(parse), needs: [], constraints: undefined, ...defaults, ...rules }
}

/** Models named after their tier are of it; `down` may not serve; nothing below a floor may. */
function contextOf(given: Partial<RuleContext> = {}, down: readonly string[] = []): RuleContext {
  const tierOf = ({ model }: Target): Tier | undefined =>
    model === 'flagship' || model === 'balanced' || model === 'fast' ? model : undefined
  const order: readonly (Tier | undefined)[] = ['fast', 'balanced', 'flagship']
  return {
    routes: {},
    providers: ['a', 'b', 'c', 'local'],
    defaults,
    agents: {},
    roles: {},
    modelOf: (provider) => (provider === 'local' ? 'small' : undefined),
    tierTargets: (tier) => [parse(`a/${tier}`), parse(`b/${tier}`)],
    tierOf,
    refusal(target, _rules, floor) {
      if (down.includes(target.provider) || down.includes(nameOf(target))) return `${nameOf(target)} is disabled.`
      const tier = tierOf(target)
      if (floor === undefined || tier === undefined) return undefined
      return order.indexOf(tier) < order.indexOf(floor) ? `${nameOf(target)} is lower.` : undefined
    },
    ...given,
  }
}

function choose(question: Partial<RuleQuestion>, given: Partial<RuleContext> = {}, down: readonly string[] = []) {
  const context = contextOf(given, down)
  const selection = chooseByRule({ role: 'chat', needs: [], ...question }, context)
  return { ...selection, chain: selection.targets.map(nameOf), floor: floorOf(selection, context.tierOf) }
}

const everything: Partial<RuleContext> = {
  agents: { writer: { model: 'a/written' }, idle: { model: 'a/x', enabled: false }, bare: {} },
  routes: {
    default: route(['b/usual']),
    labelled: route(['b/triager', 'c/backup'], { tasks: ['triage', 'own-task'], phases: ['plan', 'own-phase'] }),
    seeing: route(['c/eyes'], { needs: ['vision'] }),
    best: route(['c/flagship'], { tier: 'flagship' }),
  },
  roles: { chat: 'c/talker', autonomous: 'c/worker', fallback: 'local' },
}

describe('the order of the rules', () => {
  it.each<[string, Partial<RuleQuestion>, readonly string[], string, string, readonly string[]]>([
    ['an assignment', { agent: 'writer', task: 'triage', tier: 'fast' }, [], 'agent', 'a/written', []],
    ['its provider disabled: the next rule', { agent: 'writer' }, ['a'], 'role', 'c/talker', ['agent']],
    ['an assignment set aside', { agent: 'idle' }, [], 'role', 'c/talker', ['agent']],
    ['an agent without a model', { agent: 'bare' }, [], 'role', 'c/talker', ['agent']],
    ['an agent that nobody configured', { agent: 'nobody' }, [], 'role', 'c/talker', ['agent']],
    ['a route for the task', { task: 'own-task', phase: 'deliver', needs: ['vision'] }, [], 'task', 'b/triager', []],
    ['the usual tier of a task', { task: 'extraction' }, [], 'task', 'a/fast', []],
    ['a route for the phase', { phase: 'own-phase', needs: ['vision'] }, [], 'phase', 'b/triager', []],
    ['the usual tier of a phase', { phase: 'deliver' }, [], 'phase', 'a/fast', []],
    ['a phase without a tier', { phase: 'general' }, [], 'role', 'c/talker', ['phase']],
    ['a route for what is needed', { needs: ['vision', 'tools'], tier: 'fast' }, [], 'capability', 'c/eyes', []],
    ['a route of the tier', { tier: 'flagship' }, [], 'tier', 'c/flagship', []],
    ['models of the tier', { tier: 'balanced' }, [], 'tier', 'a/balanced', []],
    ['the role of a chat', {}, [], 'role', 'c/talker', []],
    ['the role of an agent at work', { role: 'autonomous' }, [], 'role', 'c/worker', []],
    ['the route `default`', {}, ['c'], 'default', 'b/usual', ['role']],
    ['the fallback', {}, ['c', 'b'], 'fallback', 'local/small', ['role', 'default']],
  ])('R223 %s', (_name, question, down, rule, first, passed) => {
    const chosen = choose(question, everything, down)
    expect([chosen.rule, chosen.chain[0]]).toEqual([rule, first])
    expect(chosen.passed.map((one) => one.rule)).toEqual(passed)
    for (const one of chosen.passed) expect(one.reason).not.toBe('')
  })

  it('R223 says what stands against each chain when none may serve', () => {
    const chosen = choose({ agent: 'writer' }, everything, ['a', 'b', 'c', 'local'])
    expect(chosen.chain).toEqual(['a/written'])
    expect(chosen.passed.map(({ rule, reason }) => `${rule}: ${reason}`)).toEqual([
      'agent: a/written is disabled.',
      'role: c/talker is disabled.',
      'default: b/usual is disabled.',
      'fallback: local/small is disabled.',
    ])
  })

  it('R223 fails with every reason when no rule applies', () => {
    expect(() => choose({ agent: 'nobody' })).toThrow(
      expect.objectContaining({
        code: 'no-target',
        hints: expect.arrayContaining(['agent: no model is assigned to the agent `nobody`']) as unknown,
      }),
    )
  })

  it('R145 a task has its primary and its backup, R137 each class its own', () => {
    expect(choose({ task: 'triage' }, everything).chain).toEqual(['b/triager', 'c/backup', 'local/small'])
    expect(choose({ task: 'synthesis' }, everything).chain[0]).toBe('c/flagship')
  })

  it.each(['task', 'phase'] as const)('refuses a %s that nobody knows, with the nearest', (label) => {
    const given = label === 'task' ? 'own-tsk' : 'own-phse'
    try {
      choose({ [label]: given }, everything)
      expect.unreachable()
    } catch (error) {
      expect(RouterError.is(error, 'invalid-request')).toBe(true)
      if (RouterError.is(error)) expect(error.hints[0]).toBe(`Did you mean \`own-${label}\`?`)
    }
  })

  it('takes the route that is for most of what is needed', () => {
    const routes = {
      seeing: route(['a/eyes'], { needs: ['vision'] }),
      working: route(['b/hands'], { needs: ['vision', 'tools'] }),
    }
    expect(choose({ needs: ['tools', 'vision'] }, { routes }).chain).toEqual(['b/hands'])
    expect(choose({ needs: ['vision'] }, { routes }).chain).toEqual(['a/eyes'])
  })
})

describe('usual tiers', () => {
  it.each(Object.entries(taskTiers))('R129 %s is work for %s models', (task, tier) => {
    const chosen = choose({ task })
    expect([chosen.rule, chosen.chain[0], chosen.floor]).toEqual(['task', `a/${tier}`, tier])
    expect(chosen.reason).toContain(tier)
  })

  it('R129 the cheap and fast for triage, the strongest for synthesis and shipped code', () => {
    expect([taskTiers.triage, taskTiers.synthesis, taskTiers['shipped-code'], taskTiers.verification]).toEqual([
      'fast',
      'flagship',
      'flagship',
      'flagship',
    ])
  })

  it.each(Object.entries(phaseTiers).filter(([, tier]) => tier !== undefined))('R42 %s by %s', (phase, tier) => {
    expect(choose({ phase }).chain[0]).toBe(`a/${tier}`)
  })

  it('give way to a tier that the request names itself', () => {
    const chosen = choose({ task: 'triage', tier: 'flagship' })
    expect([chosen.rule, chosen.chain[0]]).toEqual(['tier', 'a/flagship'])
    expect(chosen.passed[0]?.rule).toBe('task')
  })

  it.each([
    ['Debug this TypeScript function', 'code'],
    ['What is in this screenshot?', 'vision'],
    ['Solve for x: 2x + 3 = 7', 'math'],
    ['Please research the history of tea', 'research'],
    ['Quick answer please: is it raining in June?', 'quick'],
    ['Describe the code in this image', 'vision'],
    ['x'.repeat(200_001), 'long-context'],
    ['Tell me a story about a fox', undefined],
    ['', undefined],
  ])('reads a task from words: %s', (text, task) => {
    expect(taskOf(text)).toBe(task)
  })
})

describe('the quality floor', () => {
  const ordered = ['a/flagship', 'b/fast'] as const
  const labelled = (rules: Partial<Route> = {}): Partial<RuleContext> => ({
    routes: { default: route(ordered, rules), mine: route(ordered, { ...rules, tasks: ['mine'] }) },
  })

  it.each<[string, Partial<RuleQuestion>, Partial<RuleContext>, Tier | undefined]>([
    ['a chain that was chosen by a task', { task: 'mine' }, labelled(), 'flagship'],
    ['that allows it', { task: 'mine' }, labelled({ allowDowngrade: true }), undefined],
    ['the route default, as it is written', {}, labelled(), undefined],
    ['that forbids it', {}, labelled({ allowDowngrade: false }), 'flagship'],
    ['a role', {}, { roles: { chat: ordered } }, 'flagship'],
    ['an agent, as it is written', { agent: 'w' }, { agents: { w: { model: ordered } } }, undefined],
    ['a tier', { tier: 'balanced' }, {}, 'balanced'],
    [
      'a tier that only the route default is left for',
      { tier: 'flagship' },
      { ...labelled(), tierTargets: () => [] },
      'flagship',
    ],
    [
      'a tier that all routes may undercut',
      { tier: 'balanced' },
      { defaults: { ...defaults, allowDowngrade: true } },
      undefined,
    ],
  ])('R131 of %s', (_name, question, given, floor) => {
    expect(choose(question, given).floor).toBe(floor)
  })

  it('R131 keeps the fallback of roles out where it is lower', () => {
    const chosen = choose({}, { roles: { chat: 'a/balanced', fallback: 'b/fast' } })
    expect(chosen).toMatchObject({ chain: ['a/balanced', 'b/fast'], floor: 'balanced' })
  })

  it('what the fallback forbids holds for the whole chain', () => {
    const routes = { eu: route(['b/y'], { constraints: { regions: ['eu'] } }) }
    expect(choose({}, { routes, roles: { chat: 'a/x', fallback: 'eu' } }).rules.constraints).toEqual({
      regions: ['eu'],
    })
  })
})

describe('any choice', () => {
  const refs = fc.uniqueArray(fc.constantFrom('a/flagship', 'a/fast', 'b/balanced', 'b/x', 'c/fast', 'c/y'), {
    minLength: 1,
  })
  const question = fc.record({
    agent: fc.option(fc.constantFrom('writer', 'nobody'), { nil: undefined }),
    task: fc.option(fc.constantFrom('triage', 'synthesis', 'mine'), { nil: undefined }),
    tier: fc.option(fc.constantFrom<Tier>('flagship', 'balanced', 'fast'), { nil: undefined }),
    role: fc.constantFrom('chat' as const, 'autonomous' as const),
    needs: fc.constant([]),
  })

  it('keeps the order of what was written, and is the same each time', () => {
    fc.assert(
      fc.property(question, refs, refs, fc.subarray(['a', 'b', 'c']), (asked, written, fallback, down) => {
        const given: Partial<RuleContext> = {
          agents: { writer: { model: written } },
          routes: { default: route(written), mine: route(written, { tasks: ['mine'] }) },
          roles: { fallback },
        }
        const run = (): Selection & { chain: string[] } => choose(asked, given, down)
        const { chain, rule } = run()
        expect(run().chain).toEqual(chain)
        expect(new Set(chain).size).toBe(chain.length)
        if (rule === 'tier' || (rule === 'task' && asked.task !== 'mine')) return
        const all = [...new Set(rule === 'fallback' ? fallback : [...written, ...fallback])]
        expect(all.slice(0, chain.length)).toEqual(chain)
      }),
    )
  })
})
