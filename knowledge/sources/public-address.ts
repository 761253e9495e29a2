/** Which network addresses are public: those of this machine, of its networks and of nobody in particular are not. */
import { lookup as resolveName } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { ParleyError } from '../../src/errors.ts'

/** After the special-purpose registries of IANA (RFC 6890): what is not globally reachable, or leads to what is not. */
const special: readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  // Carrier-grade NAT; clouds keep metadata here too.
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  // Link-local; 169.254.169.254 gives away a cloud machine's credentials.
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  // Multicast, reserved, broadcast.
  ['224.0.0.0', 3, 'ipv4'],
  // Unspecified, loopback, and IPv4 in IPv6 of the old kind.
  ['::', 96, 'ipv6'],
  // IPv4 by way of a translator: NAT64, Teredo, 6to4.
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
  ['5f00::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]

const blocked = new BlockList()
for (const network of special) blocked.addSubnet(...network)

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** @param address an IP address; IPv4 written as IPv6 counts as IPv4 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && !blocked.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

export interface AddressCheck {
  /** Lets addresses of this machine pass: for tests, which have servers of their own. */
  allowLoopback?: boolean
}

/** @throws ParleyError INPUT_INVALID for an address that is not public */
export function checkAddress(address: string, host: string, { allowLoopback = false }: AddressCheck): void {
  const isLoopback = isIP(address) !== 0 && loopback.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
  if (isPublicAddress(address) || (allowLoopback && isLoopback)) return
  const found = address === host ? host : `${host} (${address})`
  throw new ParleyError(
    'INPUT_INVALID',
    `${found} is an address of a private network, which Parley does not read from.`,
  )
}

/**
 * A resolver that gives only addresses that were checked: what it gives is what is connected to, so a name that changes its address
 * between the check and the connection gains nothing.
 */
export function createCheckedLookup(check: AddressCheck): LookupFunction {
  return (host, options, callback) => {
    resolveName(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      try {
        // One that is not public among public ones is an attempt to get in.
        for (const { address } of addresses) checkAddress(address, host, check)
      } catch (refusal) {
        return callback(refusal as Error, '', 0)
      }
      const [first] = addresses
      if (options.all) callback(null, addresses)
      else callback(null, first?.address ?? '', first?.family ?? 4)
    })
  }
}
