/** The place where a resumed answer joins the text that was given before it was cut. Owned by one attempt. */
export interface TextSeam {
  /** Takes more of the new text and returns what may be passed on now; `''` while it may still repeat what was given. */
  push(delta: string): string
  /**
   * The new text is over: returns what was held back. `isCut`: there would have been more of it, so that a repetition may have been
   * cut in its middle. Not for an attempt that failed: what it holds was given to nobody.
   */
  end(isCut?: boolean): string
}
