/** Seals secrets that are kept in the database: whoever has the file alone cannot read them. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { ParleyError } from '../errors.ts'

export interface SecretBox {
  /** @returns base64 */
  seal(secret: string): string
  /** @throws ParleyError CONFIG_INVALID where it was sealed by another key, or changed since */
  open(sealed: string): string
}

/** AES-256 in Galois/counter mode (NIST SP 800-38D): a nonce of 96 bits, a tag of 128. */
const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** The key is long and random by itself; the salt only keeps it apart from other uses of the same text. */
const SALT = 'parley installations'

export function createSecretBox(key: string): SecretBox {
  const derived = scryptSync(key, SALT, 32)
  return {
    seal(secret) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, derived, nonce)
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64')
      try {
        const decipher = createDecipheriv(ALGORITHM, derived, bytes.subarray(0, NONCE_BYTES))
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
        const opened = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
        return opened.toString('utf8')
      } catch (cause) {
        const message =
          'The kept tokens cannot be opened with PARLEY_SECRET: set the text they were kept with, or install again.'
        throw new ParleyError('CONFIG_INVALID', message, { cause })
      }
    },
  }
}
