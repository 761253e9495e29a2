/** Addresses that pages are read from: public ones, whatever name, number or redirect leads to the others. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isPublicAddress } from '../../../../knowledge/sources/public-address.ts'
import { createWebClient, type WebClient } from '../../../../knowledge/sources/web-client.ts'
import { htmlPage, startWebSite, type WebSite } from '../../../fixtures/web-site.ts'

describe('isPublicAddress', () => {
  it.each([
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '100.100.100.200', '224.0.0.1', '255.255.255.255', '198.18.0.1'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '::127.0.0.1',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
      'ff02::1',
    ],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:53aa::1', 'localhost', ''],
  ])('refuses %j', address => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['1.1.1.1', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
    'lets %s pass',
    address => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it('says the same of an IPv4 address however it is written', () => {
    fc.assert(
      fc.property(fc.ipV4(), address => {
        const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number]
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
        expect(isPublicAddress(`::ffff:${hex}`)).toBe(isPublicAddress(address))
      }),
    )
  })
})

describe('a web client', () => {
  let site: WebSite
  const clients: WebClient[] = []
  const open = (options: Parameters<typeof createWebClient>[0]) => {
    const client = createWebClient(options)
    clients.push(client)
    return client
  }

  beforeEach(async () => {
    site = await startWebSite({ '/': htmlPage('Home', 'Welcome.') })
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close()
    await site.close()
  })

  it('reads nothing from this machine and its networks', async () => {
    const client = open({})
    const { port } = new URL(site.origin)
    const hosts = [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '2130706433',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '10.0.0.1',
    ]
    for (const host of hosts) {
      await expect(client.fetch(`http://${host}:${port}/`)).rejects.toThrow(/private network/)
    }
    expect(site.asked).toEqual([])
  })

  it('is not led there by a redirect', async () => {
    const client = open({ allowLoopback: true })
    for (const location of [
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00:ec2::254]/',
      'file:///etc/passwd',
    ]) {
      site.pages.set('/go', { status: 302, headers: { location } })
      await expect(client.fetch(`${site.origin}/go`)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    }
    site.pages.set('/go', { status: 302, headers: { location: '/go' } })
    await expect(client.fetch(`${site.origin}/go`)).rejects.toThrow(/more than 20 times/)
  })

  it('ends what is too large or takes too long', async () => {
    site.pages.set('/large', { body: 'x'.repeat(100_000) })
    const small = open({ allowLoopback: true, maxBytes: 50_000 })
    await expect(small.fetch(`${site.origin}/large`)).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' })
    site.pages.set('/slow', { waits: new Promise(() => {}) })
    const hasty = open({ allowLoopback: true, timeoutMs: 50 })
    await expect(hasty.fetch(`${site.origin}/slow`)).rejects.toThrow(/did not answer within/)
    const stop = AbortSignal.abort()
    await expect(hasty.fetch(`${site.origin}/`, { signal: stop })).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
