/** Every environment variable that search looks at. They are read once, when the router is made. */
export const searchVariables = [
  'TAVILY_API_KEY',
  'EXA_API_KEY',
  'BRAVE_API_KEY',
  'BRAVE_SEARCH_API_KEY',
  'SERPAPI_API_KEY',
  'SERPAPI_KEY',
  'GOOGLE_API_KEY',
  'GOOGLE_CSE_ID',
  'SEARXNG_BASE_URL',
] as const

/** One of them. */
export type SearchVariable = (typeof searchVariables)[number]
