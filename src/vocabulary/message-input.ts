import type {
  AssistantMessage,
  AssistantPart,
  FileData,
  FilePart,
  TextPart,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from './message.ts'

/** The content of a file as a caller may give it: bytes, an address (`data:` addresses too), or the stored form. */
export type FileDataInput = FileData | ArrayBuffer | ArrayBufferView | URL | string | FileDataInputObject

/** The stored form with what is turned into it: bytes instead of base64, a `URL` instead of its text. */
export type FileDataInputObject =
  | { readonly type: 'base64'; readonly base64: string | ArrayBuffer | ArrayBufferView }
  | { readonly type: 'url'; readonly url: string | URL }

/** A file as a caller may give it: its content in any form; the media type may be left out where a `data:` address names it. */
export interface FilePartInput extends Omit<FilePart, 'data' | 'mediaType'> {
  readonly data: FileDataInput
  readonly mediaType?: string | undefined
}

/** A tool call as a caller may give it: either form of the arguments is enough. */
export type ToolCallInput = Omit<ToolCallPart, 'args' | 'rawArgs'> &
  (
    | { readonly args: unknown; readonly rawArgs?: string | undefined }
    | { readonly args?: undefined; readonly rawArgs: string }
  )

/** A tool result as a caller may give it: dates, URLs and whatever has a `toJSON` are turned into JSON; the name may be that of the call. */
export interface ToolResultInput extends Omit<ToolResultPart, 'name' | 'output' | 'files'> {
  readonly name?: string | undefined
  readonly output: unknown
  readonly files?: readonly FilePartInput[] | undefined
}

/** A message as a caller may give it. Every `Message` is one. */
export type MessageInput =
  | (Omit<UserMessage, 'content'> & { readonly content: string | readonly (TextPart | FilePartInput)[] })
  | (Omit<AssistantMessage, 'content'> & {
      readonly content: string | readonly (AssistantPart | FilePartInput | ToolCallInput)[]
    })
  | (Omit<ToolMessage, 'content'> & { readonly content: readonly ToolResultInput[] })
