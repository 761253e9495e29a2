/** Who may read what: lists of principals, the same for documents and for approved answers. */

/** Whether everybody who will read a reply may be shown something: `public` is for all, else it must name one of their principals. */
export function isReadable(acl: readonly string[], readers: readonly string[]): boolean {
  return acl.some(principal => principal === 'public' || readers.includes(principal))
}
