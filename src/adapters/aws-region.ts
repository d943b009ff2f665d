/** What names of regions look like. */
const regionName = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/

/** The region in an address of Bedrock's runtime. */
const runtimeRegion = /^(https:\/\/bedrock-runtime(?:-fips)?\.)([a-z0-9-]+)(\.amazonaws\.com(?:\.cn)?(?:[/?]|$))/

/** The region whose endpoint an ARN belongs to: it wins over the configured one. `undefined` for other ids and ARNs of all regions. */
export function regionOfModel(model: string): string | undefined {
  const region = model.startsWith('arn:') ? model.split(':')[3] : undefined
  return region === undefined || !regionName.test(region) ? undefined : region
}

/** An address of Bedrock's runtime in another region. Any other address stays: only its owner knows where it leads. */
export function inRegion(address: string, region: string | undefined): string {
  return region === undefined ? address : address.replace(runtimeRegion, `$1${region}$3`)
}
