import type { CacheMark } from '../vocabulary/caching.ts'
import type { ToolChoice } from '../vocabulary/completion-request.ts'
import type { JsonObject } from '../vocabulary/message.ts'
import type { WireToolNames } from './tool-names.ts'

/** A tool as the hosts of OpenAI's protocols take it, whatever the members are called there. */
export interface FunctionTool {
  readonly name: string
  readonly description: string | undefined
  readonly parameters: JsonObject
  readonly strict: boolean
  readonly cache?: CacheMark | undefined
}

/** The structured output as one target gets it. */
export interface OutputPlan {
  /** The answer is asked for as a call of a tool. */
  readonly byTool: boolean
  /** The form that the host is told: a schema, or only that it is JSON. */
  readonly format: { readonly name: string; readonly schema: JsonObject; readonly strict: boolean } | 'json' | undefined
  /** What the system prompt has to say. */
  readonly instruction: string | undefined
}

/** Plans the tools and the structured output of a request for hosts of OpenAI's protocols, and those that do it alike. */
export interface FunctionPlanner<Request> {
  planOutput(request: Request, names: WireToolNames, warn: Warn): OutputPlan
  planTools(request: Request, names: WireToolNames, outputByTool: boolean, warn: Warn): readonly FunctionTool[]
  planToolChoice(
    request: Request,
    names: WireToolNames,
    toolCount: number,
    outputByTool: boolean,
    warn: Warn,
  ): { readonly choice: ToolChoice | undefined; readonly parallel: boolean | undefined }
}

/** Notes a warning. */
export type Warn = (code: string, message: string) => void

/** Of a request without either. */
export const noFunctions: FunctionPlanner<unknown> = {
  planOutput: () => ({ byTool: false, format: undefined, instruction: undefined }),
  planTools: () => [],
  planToolChoice: () => ({ choice: undefined, parallel: undefined }),
}
