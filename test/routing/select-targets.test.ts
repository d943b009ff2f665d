import { describe, expect, it } from 'vitest'
import { type Route, selectTargets, type SelectionContext } from '../../src/routing/select-targets.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

const defaults = { retryPrimaryAfterSeconds: 60, onContentFilter: 'stop' } as const

function route(refs: string, rules: Partial<Route> = {}): Route {
  const targets = refs.split(' ').map((ref) => {
    const [provider = '', model = ''] = ref.split(':')
    return { provider, model }
  })
  return { targets, needs: [], constraints: undefined, ...defaults, ...rules }
}

const context: SelectionContext = {
  providers: ['anthropic', 'openai', 'openrouter', 'ollama'],
  routes: {
    default: route('anthropic:claude-sonnet-4-6 openai:gpt-5.4'),
    cheap: route('ollama:llama3.2', { retryPrimaryAfterSeconds: 5, onContentFilter: 'next' }),
    eu: route('openai:gpt-5.4', { constraints: { regions: ['eu'], offline: false }, needs: ['vision'] }),
    empty: { ...route('a:b'), targets: [] },
  },
  defaults,
}

function chain(model: string | readonly string[] | undefined): string[] {
  return selectTargets(model, context).targets.map((target) => `${target.provider}/${target.model}`)
}

function failure(model: string | readonly string[] | undefined, where = context): RouterError {
  try {
    selectTargets(model, where)
  } catch (error) {
    if (RouterError.is(error)) return error
  }
  throw new Error('it did not fail as it should')
}

describe('what is chosen', () => {
  it('R41 the route `default`, in its order, when nothing is asked for', () => {
    expect(chain(undefined)).toEqual(['anthropic/claude-sonnet-4-6', 'openai/gpt-5.4'])
    expect(selectTargets(undefined, context).route).toBe('default')
  })

  it('one target for provider/model; the model may hold slashes', () => {
    expect(chain('openai/gpt-5.4')).toEqual(['openai/gpt-5.4'])
    expect(selectTargets('openrouter/openai/gpt-oss-120b:free', context).targets).toEqual([
      { provider: 'openrouter', model: 'openai/gpt-oss-120b:free' },
    ])
  })

  it('a route by its name, with its rules', () => {
    expect(selectTargets('cheap', context)).toMatchObject({
      route: 'cheap',
      targets: [{ provider: 'ollama', model: 'llama3.2' }],
      rules: { retryPrimaryAfterSeconds: 5, onContentFilter: 'next' },
    })
  })

  it('a list is the whole chain, routes in it expanded, each target once at its first place', () => {
    expect(chain(['openai/gpt-5.4', 'default', 'cheap', 'openai/gpt-5.4'])).toEqual([
      'openai/gpt-5.4',
      'anthropic/claude-sonnet-4-6',
      'ollama/llama3.2',
    ])
  })

  it('a list has the default rules, but what one of its routes forbids or needs holds for all of it', () => {
    const { rules, route: name } = selectTargets(['cheap', 'eu'], context)
    expect(rules).toEqual({ ...defaults, needs: ['vision'], constraints: { regions: ['eu'], offline: false } })
    expect(name).toBe('cheap, eu')
    expect(selectTargets(['cheap'], context).rules.retryPrimaryAfterSeconds).toBe(5)
  })
})

describe('what is refused', () => {
  it('an unknown provider, with the nearest known one', () => {
    const error = failure('opnai/gpt-5.4')
    expect(error.code).toBe('configuration')
    expect(error.message).toContain('`opnai`')
    expect(error.hints.join(' ')).toContain('openai/gpt-5.4')
  })

  it('a provider alone', () => {
    expect(failure('openai')).toMatchObject({ code: 'configuration' })
    expect(failure('openai').message).toContain('use `openai/<model>`')
  })

  it('an unknown route, with the nearest known one and all there are', () => {
    expect(failure('chep').hints).toEqual(['Did you mean `cheap`?', 'Known routes: default, cheap, eu, empty.'])
    expect(failure('opena').hints[0]).toBe('Did you mean `openai/<model>`?')
  })

  it.each(['openai/', '/gpt', '/', 'openai/ '])('%j, which is no model', (model) => {
    expect(failure(model)).toMatchObject({ code: 'configuration' })
  })

  it('nothing at all: an empty list, an empty route, no default route', () => {
    expect(failure([])).toMatchObject({ code: 'no-target' })
    expect(failure('empty')).toMatchObject({ code: 'no-target' })
    const none = failure(undefined, { ...context, routes: {} })
    expect(none).toMatchObject({ code: 'no-target' })
    expect(none.hints.join(' ')).toContain('routes.default')
  })

  it.each(['constructor', '__proto__', 'toString', ''])('%j, which no configuration has', (model) => {
    expect(failure(model).code).toBe('configuration')
    expect(failure(`${model}/x`).code).toBe('configuration')
  })
})
