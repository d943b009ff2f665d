import type { Warning } from '../vocabulary/completion-result.ts'
import type {
  AssistantMessage,
  AssistantPart,
  Citation,
  FilePart,
  Json,
  JsonObject,
  Message,
  NativePart,
  Origin,
  ReasoningPart,
  SystemBlock,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../vocabulary/message.ts'
