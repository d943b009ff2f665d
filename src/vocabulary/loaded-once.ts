/**
 * What only some calls need, loaded when the first of them does. From then on it is given at once: `import()` takes some microseconds
 * even for what is there. What could not be loaded is tried again.
 */
export function loadedOnce<Value extends object>(load: () => Promise<Value>): () => Value | Promise<Value> {
  let loaded: Value | undefined
  return () =>
    loaded ??
    load().then((value) => {
      loaded = value
      return value
    })
}
