import type { Modality, ModelOverride, ThinkingKind } from '../../vocabulary/model.ts'
import { nearestName } from '../../vocabulary/nearest-name.ts'
import {
  isMembers,
  type Members,
  object,
  optionalText,
  type Path,
  placeOf,
  type Reading,
  requiredText,
} from './reading.ts'
import { reasoningEfforts } from '../../vocabulary/model-words.ts'

/** A model of a definition. */
export interface ReadModel {
  readonly id: string
  readonly facts: ModelOverride
}

type Check = readonly [expected: string, isGood: (value: unknown) => boolean]

const isDay = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d(?:-\d\d)?$/.test(value)
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0
const isAmount = (value: unknown): boolean => Number.isFinite(value) && Number(value) >= 0
const flag: Check = ['true or false', (value) => typeof value === 'boolean']
const day: Check = ['a day like 2026-11-20, or a month', isDay]
const tokens: Check = ['a whole number of tokens', isCount]
const amount: Check = ['USD per million tokens, from 0', isAmount]
const modalities: readonly Modality[] = ['text', 'image', 'audio', 'video', 'pdf']
const kinds: Check = [
  `a list of ${modalities.join(', ')}`,
  (value) => Array.isArray(value) && value.every((kind) => modalities.some((known) => known === kind)),
]

/** What the members of a model look like; other members are left alone. */
const checks: Readonly<Record<string, Check | Readonly<Record<string, Check>>>> = {
  attachment: flag,
  reasoning: flag,
  tool_call: flag,
  structured_output: flag,
  temperature: flag,
  open_weights: flag,
  release_date: day,
  last_updated: day,
  knowledge: day,
  limit: { context: tokens, input: tokens, output: tokens },
  cost: {
    input: amount,
    output: amount,
    reasoning: amount,
    cache_read: amount,
    cache_write: amount,
    input_audio: amount,
    output_audio: amount,
  },
  modalities: { input: kinds, output: kinds },
}

/** Members that are read besides. */
const others = ['id', 'name', 'reasoning_options', 'interleaved', 'status', 'provider', 'family', 'experimental']

/** Reads the models of a definition: a list of objects or ids, or a map of them by id. */
export function readModels(reading: Reading, provider: string, given: unknown, path: Path): readonly ReadModel[] {
  const entries: readonly (readonly [unknown, Path, string | undefined])[] = Array.isArray(given)
    ? given.map((model: unknown, index) => [model, [...path, index], undefined] as const)
    : isMembers(given)
      ? Object.entries(given).map(([id, model]) => [model, [...path, id], id] as const)
      : []
  if (entries.length === 0) {
    object(reading, path, 'expected at least one model, as a list of objects or ids, or as a map by id')
    return []
  }
  const models = entries.flatMap(([model, place, key]): readonly ReadModel[] => {
    const read = readModel(reading, provider, model, place, key)
    return read === undefined ? [] : [read]
  })
  const ids = models.map(({ id }) => id)
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) {
    object(reading, path, `the model ${JSON.stringify(id)} is there twice; leave one out`)
  }
  return models
}

function readModel(
  reading: Reading,
  provider: string,
  given: unknown,
  path: Path,
  key: string | undefined,
): ReadModel | undefined {
  // A map may hold anything beside the id; a list must hold ids itself.
  const facts: Members = isMembers(given) ? given : typeof given === 'string' && key === undefined ? { id: given } : {}
  if (facts['id'] === undefined && key === undefined && !isMembers(given)) {
    return object(reading, path, 'expected an object with `id`, or the id alone')
  }
  const id = requiredText(reading, facts['id'] ?? key, [...path, 'id'], 'write the id that the host knows the model by')
  optionalText(reading, facts['name'], [...path, 'name'])
  checkFacts(reading, facts, path)
  if (id === undefined) return undefined
  // An entry without limits is one of which little is known, here; in the map of models.dev it is a broken one.
  const info = reading.readModel(provider, id, { ...facts, limit: isMembers(facts['limit']) ? facts['limit'] : {} })
  const {
    provider: _provider,
    model: _model,
    asOf: _asOf,
    capabilities: listed,
    priceChanges: _changes,
    peakHours: _hours,
    ...known
  } = info ?? {
    provider,
    model: id,
  }
  const updated = facts['last_updated']
  return {
    id,
    facts: {
      ...known,
      ...(isDay(updated) ? { asOf: String(updated) } : {}),
      ...capabilities({ ...known, capabilities: listed }, facts),
      ...thinking(reading, facts, [...path, 'reasoning_options']),
      ...interleaved(reading, facts['interleaved'], [...path, 'interleaved']),
    },
  }
}

function checkFacts(reading: Reading, facts: Members, path: Path): void {
  for (const [name, value] of Object.entries(facts)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (check === undefined) warnOfName(reading, name, path)
    else if (value !== undefined && value !== null) checkFact(reading, check, value, [...path, name])
  }
  if (isMembers(facts['provider'])) {
    reading.warnings.push(
      `${placeOf([...path, 'provider'])} is left out: a provider speaks one protocol, so give this model to one of its own.`,
    )
  }
}

function checkFact(reading: Reading, check: Check | Readonly<Record<string, Check>>, value: unknown, path: Path): void {
  if (isCheck(check)) {
    const [expected, isGood] = check
    if (!isGood(value)) object(reading, path, `expected ${expected}`)
    return
  }
  if (!isMembers(value)) {
    object(reading, path, `expected an object with ${Object.keys(check).join(', ')}`)
    return
  }
  for (const [name, inner] of Object.entries(check)) {
    const member = value[name]
    if (member !== undefined && member !== null) checkFact(reading, inner, member, [...path, name])
  }
}

function isCheck(check: Check | Readonly<Record<string, Check>>): check is Check {
  return Array.isArray(check)
}

/** The format has members that are not read; one that is nearly a member is a mistake. */
function warnOfName(reading: Reading, name: string, path: Path): void {
  const known = [...Object.keys(checks), ...others]
  const nearest = known.includes(name) ? undefined : nearestName(name, known)
  if (nearest !== undefined) {
    reading.warnings.push(`${placeOf([...path, name])} is not read; did you mean \`${nearest}\`?`)
  }
}

/** What is known of capabilities; `attachment` counts where nothing says it more exactly. */
function capabilities(known: ModelOverride, facts: Members): Pick<ModelOverride, 'capabilities'> {
  const files = { vision: false, pdf: false, audio: false }
  const saysNone = facts['attachment'] === false && known.modalities?.input === undefined
  const all = { ...known.capabilities, ...(saysNone ? files : {}) }
  return Object.keys(all).length === 0 ? {} : { capabilities: all }
}

/** The field in which the model wants its reasoning back. `true` says that it wants it, and not where: its host's row may know. */
function interleaved(reading: Reading, given: unknown, path: Path): Pick<ModelOverride, 'replayReasoning'> {
  if (given === undefined || given === null || typeof given === 'boolean') return {}
  const field = isMembers(given) ? given['field'] : undefined
  if (field === 'reasoning_content' || field === 'reasoning_details') return { replayReasoning: field }
  object(reading, path, 'expected true, or an object whose `field` is `reasoning_content` or `reasoning_details`')
  return {}
}

const controls = ['toggle', 'effort', 'budget_tokens'] as const
type Control = (typeof controls)[number]
const thinkingKinds: readonly (readonly [ThinkingKind, Control])[] = [
  ['level', 'effort'],
  ['budget', 'budget_tokens'],
  ['toggle', 'toggle'],
]

/** How thinking is asked for. A model that thinks without options is asked as its protocol asks. */
function thinking(reading: Reading, facts: Members, path: Path): ModelOverride {
  if (facts['reasoning'] === false) return { thinking: [] }
  const given = facts['reasoning_options']
  if (given === undefined || given === null) return {}
  const list: readonly unknown[] = Array.isArray(given) ? given : [undefined]
  const options = list.filter((option) => isMembers(option))
  if (options.length !== list.length || !options.every(({ type }) => controls.some((control) => control === type))) {
    object(reading, path, 'expected a list of objects whose `type` is `toggle`, `effort` or `budget_tokens`')
    return {}
  }
  const option = (control: Control): Members | undefined => options.find(({ type }) => type === control)
  const values = option('effort')?.['values']
  const levels: readonly unknown[] | undefined = Array.isArray(values) ? values : undefined
  const { min, max } = option('budget_tokens') ?? {}
  const bounds = { ...bound('minTokens', min), ...bound('maxTokens', max) }
  const canStop = option('toggle') !== undefined || levels?.includes('none') === true
  return {
    thinking: thinkingKinds.filter(([, control]) => option(control) !== undefined).map(([kind]) => kind),
    ...(Object.keys(bounds).length === 0 ? {} : { thinkingBudget: bounds }),
    ...(levels === undefined
      ? {}
      : {
          efforts: Object.fromEntries(
            reasoningEfforts.map((effort) => [
              effort,
              levels.includes(effort) || (effort === 'none' && canStop) ? effort : null,
            ]),
          ),
        }),
  }
}

/** -1 and 0 stand for a model that decides itself, or may not think at all. */
function bound(name: 'minTokens' | 'maxTokens', value: unknown): ModelOverride['thinkingBudget'] {
  return Number.isSafeInteger(value) && Number(value) > 0 ? { [name]: Number(value) } : {}
}
