import { classifyHost } from '../adapters/host-policy.ts'
import { catalogOf } from '../catalog/find-model.ts'
import { readModelsDev } from '../catalog/models-dev.ts'
import { mapProblem, renewedRows } from '../catalog/renewed-rows.ts'
import type { RouterState } from '../state/router-state.ts'
import { requestText, type TextAnswer } from '../transport/request-text.ts'
import type { CatalogRefresh, CatalogRefreshOptions } from '../vocabulary/catalog-refresh.ts'
import { isRecord, isSignal } from '../vocabulary/option-kinds.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'

const defaultUrl = 'https://models.dev/api.json'
const timeoutMs = 30_000

/** The map of models.dev has some megabytes. */
const maxBytes = 32 * 1024 * 1024

/**
 * Reads a map of models and puts it over the built-in catalogue, for this router. Whatever goes wrong leaves the catalogue as
 * it is, and the result says why. Rejects with `RouterError` `configuration` for an address that is not asked.
 */
export async function refreshCatalog(
  router: RouterState,
  options: CatalogRefreshOptions = {},
): Promise<CatalogRefresh> {
  const url = checkedUrl(options)
  const builtIn = await router.loadCatalog()
  if (builtIn === undefined) return unchanged('the built-in catalogue cannot be loaded')
  const answer = await ask(router, url, options.signal)
  if (answer.type !== 'answer') return unchanged(problemOf(answer))
  let json: unknown
  try {
    json = JSON.parse(answer.text)
  } catch {
    return unchanged('the answer is not JSON')
  }
  const map = readModelsDev(json, new Date(router.runtime.now()).toISOString().slice(0, 10))
  if (map === undefined) return unchanged('the answer is not a map of providers')
  const counts = { models: map.models, leftOut: map.leftOut }
  const problem = mapProblem(map, builtIn.builtIn)
  if (problem !== undefined) return { ...unchanged(problem), ...counts }
  router.replaceCatalog({ ...catalogOf(renewedRows(builtIn.builtIn, map)), builtIn: builtIn.builtIn })
  return { refreshed: true, ...counts }
}

function unchanged(reason: string): CatalogRefresh {
  return { refreshed: false, models: 0, leftOut: 0, reason }
}

/** Sends the one request; closing the router ends it. */
async function ask(router: RouterState, url: string, signal: AbortSignal | undefined): Promise<TextAnswer> {
  const closing = new AbortController()
  const abort = (reason: unknown): void => closing.abort(reason)
  router.running.add(abort)
  try {
    const either = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal])
    const headers = { accept: 'application/json' }
    return await requestText({ url, headers, timeoutMs, maxBytes }, router.runtime, either)
  } finally {
    router.running.delete(abort)
  }
}

function problemOf(answer: Exclude<TextAnswer, { type: 'answer' }>): string {
  if (answer.type === 'error-answer') return `the server answered with status ${answer.status}`
  switch (answer.reason) {
    case 'timeout':
      return `no answer within ${timeoutMs / 1000} seconds`
    case 'aborted':
      return 'the request was aborted'
    case 'too-long':
      return `the answer is longer than ${maxBytes} bytes`
    case 'network':
      return 'the server cannot be reached'
  }
}

function checkedUrl(options: unknown): string {
  if (!isRecord(options)) throw unusable('the options are an object')
  const [unknown] = unknownOptions(options, ['url', 'signal'])
  if (unknown !== undefined) throw unusable(unknown)
  const { url = defaultUrl, signal } = options as CatalogRefreshOptions
  if (signal !== undefined && !isSignal(signal)) throw unusable('`signal` is not an AbortSignal')
  if (typeof url !== 'string' || !URL.canParse(url)) throw unusable('`url` is not an address')
  const { protocol, hostname, username, password } = new URL(url)
  const host = classifyHost(hostname)
  if (host === 'forbidden') throw unusable('the host of `url` is never asked: it is link-local or a metadata service')
  if (protocol !== 'https:' && !(protocol === 'http:' && host === 'loopback'))
    throw unusable('`url` must be https; plain http is for loopback')
  if (username !== '' || password !== '') throw unusable('`url` must not hold a name or password')
  return url
}

function unusable(problem: string): RouterError {
  return new RouterError('configuration', `The catalogue cannot be refreshed: ${problem}.`, {
    hints: [`Leave \`url\` out for ${defaultUrl}.`],
  })
}
