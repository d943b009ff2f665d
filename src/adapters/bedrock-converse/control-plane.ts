/** Bedrock's runtime in a region, its FIPS and its Chinese addresses among them. */
const runtimeHost = /^bedrock-runtime(-fips)?\.([a-z0-9-]+)\.(amazonaws\.com(?:\.cn)?)$/

/**
 * The address that lists what a region of Bedrock has, by the base URL of its runtime; `undefined` for a gateway or a private
 * endpoint, of whose control plane nothing is known.
 */
export function controlPlaneOf(baseUrl: string): string | undefined {
  const { hostname } = new URL(baseUrl)
  const [, fips = '', region, domain] = runtimeHost.exec(hostname) ?? []
  return region === undefined ? undefined : `https://bedrock${fips}.${region}.${domain}`
}
