import { functionPlanner } from '../adapters/function-tools.ts'
import { normaliseMessages, normaliseOutput, normaliseSystem, normaliseTools } from '../adapters/normalise-request.ts'
import { adaptTo } from '../adapters/schema-adaptation.ts'
import { compactionPoint } from '../adapters/compaction-point.ts'
import { restoreOptional } from '../adapters/optional-members.ts'
import type { WireTool } from '../adapters/protocol.ts'
import { prepareTranscript } from '../adapters/transcript.ts'
import type { Conversation } from './prepare-request.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Warning } from '../vocabulary/completion-result.ts'

/** Reads everything that a request may hold. Loaded with the first one that is more than a question. Throws as `prepareRequest` rejects. */
export function readConversation(request: CompletionRequest): Conversation {
  const warnings: Warning[] = []
  const warn = (warning: Warning): void => void warnings.push(warning)
  const messages = normaliseMessages(request.messages, warn)
  const tools = normaliseTools(request.tools)
  return {
    system: normaliseSystem(request.system, warn),
    messages,
    since: compactionPoint(messages),
    tools,
    restoreArguments: restoreArguments(tools),
    output: normaliseOutput(request.output),
    warnings,
    adaptSchema: adaptTo,
    functions: functionPlanner,
    transcribe: prepareTranscript,
  }
}

/** A null for an optional member can only be of a strict schema, which has no other word for an absent one. */
function restoreArguments(tools: readonly WireTool[]): Conversation['restoreArguments'] {
  const schemas = new Map(
    tools.flatMap(({ name, strict, inputSchema }) => (strict === true ? [[name, inputSchema]] : [])),
  )
  if (schemas.size === 0) return undefined
  return (name, args) => {
    const schema = schemas.get(name)
    return schema === undefined ? args : restoreOptional(args, schema)
  }
}
