import { hosts as anthropicMessages } from '../../src/adapters/anthropic-messages/hosts.ts'
import { hosts as bedrockConverse } from '../../src/adapters/bedrock-converse/hosts.ts'
import { withHostFacts, withModels } from '../../src/adapters/complete-provider.ts'
import { configureProvider } from '../../src/adapters/configure-provider.ts'
import { hosts as gemini } from '../../src/adapters/gemini/hosts.ts'
import { hosts as ollamaChat } from '../../src/adapters/ollama-chat/hosts.ts'
import { hosts as openaiChat } from '../../src/adapters/openai-chat/hosts.ts'
import { hosts as openaiResponses } from '../../src/adapters/openai-responses/hosts.ts'
import { providerModels } from '../../src/adapters/provider-models.ts'
import type { Hosts, ResolvedProvider } from '../../src/adapters/provider.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'

/** What every protocol knows of its hosts. */
export const hostsOf: Readonly<Record<ProtocolId, Hosts>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
  'bedrock-converse': bedrockConverse,
  'ollama-chat': ollamaChat,
}

/** A provider with its whole row, as a call gets it step by step. */
export function resolveProvider(...given: Parameters<typeof configureProvider>): ResolvedProvider {
  const configured = configureProvider(...given)
  const models = given[2] === undefined ? undefined : providerModels[given[2].id]
  return withHostFacts(withModels(configured, models), hostsOf[configured.protocol])
}
