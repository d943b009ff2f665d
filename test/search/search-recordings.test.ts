import { describe, expect, it } from 'vitest'

import { backendTable } from '../../src/search/backend-table.ts'
import { readSearchQuery } from '../../src/search/search-question.ts'
import { cleanResults } from '../../src/search/search-results.ts'
import { recordingsExist, recordingsOf } from '../conformance/recordings.ts'
import { bodyCheck } from '../adapters/body-check.ts'

/** A list in a parsed answer, as far as it is compared. */
type Listed = readonly {
  readonly title: string
  readonly url?: string
  readonly link?: string
  readonly score?: number
}[]

describe.runIf(recordingsExist)('recorded searches (../shared/recordings/web-search)', () => {
  const recordings = recordingsOf('web-search')

  it('are there, of two backends', () => {
    expect(recordings.map(({ provider }) => provider).toSorted()).toEqual([
      'serpapi',
      'tavily',
      'tavily',
      'tavily',
      'tavily',
    ])
  })

  it.each(recordings)('$id is read, every result with its title and address', async ({ provider, response }) => {
    const backend = await backendTable.find(({ id }) => id === provider)?.load()
    if (backend === undefined) throw new Error(`nobody reads ${provider}`)
    const body = JSON.parse(response.body) as { readonly results?: Listed; readonly organic_results?: Listed }
    const question = readSearchQuery({ query: 'sky', maxResults: 100 })
    const decoded = backend.decode({ status: response.status, body }, question)
    const results = 'results' in decoded ? cleanResults(decoded.results, question) : []
    const listed = body.results ?? body.organic_results ?? []
    expect(listed.length).toBeGreaterThan(1)
    expect(results.map(({ url }) => url)).toEqual(listed.map(({ url, link }) => new URL(url ?? link ?? '').href))
    expect(results.map(({ title }) => title)).toEqual(listed.map(({ title }) => title.replace(/\s+/g, ' ').trim()))
    expect(results.map(({ score }) => score)).toEqual(listed.map(({ score }) => score))
    for (const { snippet } of results) expect(snippet.length).toBeGreaterThan(10)
  })

  it('were asked with the fields that we ask with', async () => {
    const tavily = recordings.filter(({ provider }) => provider === 'tavily')
    expect(tavily.length).toBe(4)
    const check = bodyCheck('tavily', 'SearchRequest.strict')
    const backend = await backendTable[0]?.load()
    for (const { request } of tavily) {
      if (request === null) throw new Error('the request was not recorded')
      const { api_key: _key, ...asked } = request.body as Record<string, unknown>
      expect(check(asked)).toEqual([])
      const {
        query,
        max_results: maxResults,
        include_domains: domains,
      } = asked as { query: string; max_results?: number; include_domains?: string[] }
      const ours = backend?.encode(readSearchQuery({ query, maxResults, includeDomains: domains }), {
        baseUrl: 'https://api.tavily.com',
        key: 'k',
        engineId: '',
        now: 0,
      })
      expect(ours?.url).toBe(request.url)
      const body = JSON.parse(ours?.body ?? '') as Record<string, unknown>
      expect(body).toMatchObject({ query, topic: 'general', ...(domains?.length ? { include_domains: domains } : {}) })
    }
  })
})
