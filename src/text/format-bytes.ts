/** Sizes for people. */

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/**
 * A number of bytes in decimal units (1 MB is 1,000,000 bytes, as disks and downloads count): three digits where there are units, such as `491 MB` or `2.74 GB`.
 * @param bytes 0 or more
 */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  // What would round up to 1000 of a unit is 1.00 of the next.
  while (unit < units.length - 1 && value >= 999.5) {
    value /= 1000
    unit++
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return `${value.toFixed(digits)} ${units[unit]}`
}
