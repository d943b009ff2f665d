const families: Readonly<Record<string, string>> = {
  'azure-openai': 'azure',
  'azure-anthropic': 'azure',
  'github-copilot': 'copilot',
  'openai-chatgpt': 'openai',
  'kimi-code': 'moonshot',
  'kimi-coding': 'moonshot',
  glm: 'zai',
  'qwen-portal': 'qwen',
  'minimax-portal': 'minimax',
}

/** The family whose error words a provider uses; its own id when it has none. */
export function familyOf(provider: string): string {
  return (Object.hasOwn(families, provider) ? families[provider] : undefined) ?? provider
}
