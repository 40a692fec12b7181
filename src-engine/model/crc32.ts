/** CRC-32 (IEEE 802.3, reflected), the checksum of a checkpoint. Four bytes at a time (Kounavis & Berry 2005). */

const first = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
const second = followedByZero(first);
const third = followedByZero(second);
const fourth = followedByZero(third);

/** What the table's bytes make of the checksum one byte later. */
function followedByZero(table: Uint32Array): Uint32Array {
  return table.map((value) => (value >>> 8) ^ first[value & 0xff]);
}

/**
 * @param before the checksum of what comes before these bytes, to go on with it
 * @returns an unsigned 32-bit integer; `crc32` of the ASCII text 123456789 is 0xcbf43926
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = before ^ 0xffffffff;
  let index = 0;
  for (const end = bytes.length - 3; index < end; index += 4) {
    value ^= bytes[index] | (bytes[index + 1] << 8) | (bytes[index + 2] << 16) | (bytes[index + 3] << 24);
    value =
      fourth[value & 0xff] ^
      third[(value >>> 8) & 0xff] ^
      second[(value >>> 16) & 0xff] ^
      first[value >>> 24];
  }
  for (; index < bytes.length; index += 1) value = (value >>> 8) ^ first[(value ^ bytes[index]) & 0xff];
  return (value ^ 0xffffffff) >>> 0;
}
