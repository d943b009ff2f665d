/** One frame of a stream: an event of server-sent events, a line of JSON, a frame of an event stream. */
export interface Frame {
  /** The event's name; empty when it has none. */
  event: string
  /** The parsed JSON; `undefined` when the frame is not JSON. */
  data: unknown
  /** The frame's text when it is not JSON (`[DONE]`, or something broken); empty otherwise. */
  text: string
}

/**
 * Receives frames. The frame is only valid during the call: the reader uses the same object again, and in its data the objects
 * that hold a delta or what changes beside it (`adapters/repeated-event.ts`).
 */
export type OnFrame = (frame: Frame) => void

/** Turns bytes into frames. Owned by one attempt. */
export interface FrameReader {
  /** More bytes. Throws a `RouterError` `malformed-stream` when a bound is exceeded. */
  push(chunk: Uint8Array): void
  /** The body ended: what is left over is a last frame. */
  end(): void
}

/** Bytes to frames for one kind of stream. */
export interface Framing {
  /** What to ask for in `accept`. */
  readonly accept: string
  /** Whether a server may send one JSON document instead; the first byte tells them apart. */
  readonly documentAllowed: boolean
  open(onFrame: OnFrame): FrameReader
}
