/** Arithmetic on embedding vectors. */

/** Of unit vectors, their cosine. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** The vector of length 1 in its direction; of no direction, itself. */
export function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1
  return vector.map(value => value / length)
}

/** The middle of some directions. @param vectors of `dimensions` numbers each */
export function centreOf(vectors: Iterable<Float32Array>, dimensions: number): Float32Array {
  const sum = new Float32Array(dimensions)
  for (const vector of vectors) for (let i = 0; i < dimensions; i++) sum[i]! += vector[i]!
  return toUnit(sum)
}
