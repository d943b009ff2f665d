/** How this library shows itself to OpenRouter. X-Title is the older name of X-OpenRouter-Title. Source: its attribution page, 2026-11. */
export const openRouterAttribution: Readonly<Record<string, string>> = {
  'http-referer': 'https://trunkline.invalid/',
  'x-openrouter-title': 'trunkline',
  'x-title': 'trunkline',
  'x-openrouter-categories': 'programming-app',
}
