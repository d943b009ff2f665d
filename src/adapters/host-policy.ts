/** Names by which clouds offer a machine its own credentials. A request to one of them is never a request to a model. */
const metadataNames: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
])

/** Metadata services outside the link-local range: Alibaba Cloud, Oracle Cloud (old), Azure's wire server. */
const metadataIpv4: ReadonlySet<string> = new Set(['100.100.100.200', '192.0.0.192', '168.63.129.16'])

/** Metadata services of EC2 and Google Cloud over IPv6, as their eight groups. */
const metadataIpv6: readonly (readonly number[])[] = [
  [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254],
  [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254],
]

/** How a host may be used as a base URL. */
export type HostClass = 'loopback' | 'forbidden' | 'other'

/** The eight groups of an address that the URL parser has written in its one canonical form. */
function ipv6Groups(address: string): readonly number[] {
  const [head = '', tail] = address.split('::')
  const read = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const first = read(head)
  const last = tail === undefined ? [] : read(tail)
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last]
}

/** Prefixes under which an IPv6 address stands for an IPv4 one: compatible, translated (SIIT) and NAT64; mapped is apart. */
const ipv4Prefixes: readonly string[] = ['0:0:0:0:0:0', '0:0:0:0:ffff:0', '64:ff9b:0:0:0:0']
const mappedPrefix = '0:0:0:0:0:ffff'

const dotted = (high = 0, low = 0): string => [high >> 8, high & 255, low >> 8, low & 255].join('.')

function classifyIpv4(address: string): HostClass {
  if (address.startsWith('169.254.') || metadataIpv4.has(address)) return 'forbidden'
  return address.startsWith('127.') ? 'loopback' : 'other'
}

function classifyIpv6(address: string): HostClass {
  const groups = ipv6Groups(address)
  if (groups.slice(0, 7).every((group) => group === 0) && groups[7] === 1) return 'loopback'
  if (((groups[0] ?? 0) & 0xffc0) === 0xfe80) return 'forbidden'
  if (metadataIpv6.some((known) => known.every((group, index) => group === groups[index]))) return 'forbidden'
  const prefix = groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(':')
  if (prefix === mappedPrefix) return classifyIpv4(dotted(groups[6], groups[7]))
  // The other forms leave this machine, so they are never loopback; 6to4 (`2002::/16`) has the address in groups 1 and 2.
  if (ipv4Prefixes.includes(prefix) && classifyIpv4(dotted(groups[6], groups[7])) === 'forbidden') return 'forbidden'
  if (groups[0] === 0x2002 && classifyIpv4(dotted(groups[1], groups[2])) === 'forbidden') return 'forbidden'
  return 'other'
}

/**
 * Whether a host is this machine, one that is never asked (link-local addresses and metadata services, in every notation),
 * or any other. `hostname` is that of a parsed `URL`, which has already turned decimal, hexadecimal and octal addresses into
 * dotted ones. Names are not resolved: a name that leads to such an address is not seen here.
 */
export function classifyHost(hostname: string): HostClass {
  const host = hostname.toLowerCase().replace(/\.+$/, '')
  if (host.startsWith('[')) return classifyIpv6(host.slice(1, -1))
  if (metadataNames.has(host)) return 'forbidden'
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return classifyIpv4(host)
  return host === 'localhost' ? 'loopback' : 'other'
}

/** Ranges of addresses that are not on the internet: this machine, private networks, shared and test networks. */
const privateIpv4 =
  /^(?:0|10|127)\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^172\.(?:1[6-9]|2\d|3[01])\.|^192\.168\.|^169\.254\.|^198\.1[89]\./

/** Names that networks give to their own machines. */
const privateName = /^[^.]+$|(?:^|\.)localhost$|\.(?:local|internal|intranet|lan|home|corp|private|home\.arpa)$/

/**
 * Whether a host is this machine or in a private network, in every notation. `hostname` is that of a parsed `URL`. Names are not
 * resolved: a public name that leads to a private address is not seen here.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.+$/, '')
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return privateIpv4.test(host)
  if (!host.startsWith('[')) return privateName.test(host)
  const groups = ipv6Groups(host.slice(1, -1))
  const [first = 0, second = 0, third = 0] = groups
  const prefix = groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(':')
  if (prefix === mappedPrefix || ipv4Prefixes.includes(prefix)) return privateIpv4.test(dotted(groups[6], groups[7]))
  if (first === 0x2002) return privateIpv4.test(dotted(second, third))
  return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80
}
