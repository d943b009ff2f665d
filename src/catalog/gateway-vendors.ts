/**
 * Vendors of closed models, whose limits and list prices a gateway passes on: every model that the catalogue lists for both
 * has the same price, and a test keeps that true. Google's do not agree at OpenRouter, and open-weight models differ from host
 * to host: neither is derived. By gateway, and by the vendor's name there.
 */
export const gatewayVendors: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openrouter: { anthropic: 'anthropic', openai: 'openai', 'x-ai': 'xai' },
  'vercel-ai-gateway': { anthropic: 'anthropic', openai: 'openai', xai: 'xai' },
}
