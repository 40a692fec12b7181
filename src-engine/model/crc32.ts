/** CRC-32 (IEEE 802.3, reflected), the checksum of a checkpoint. */

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** @returns an unsigned 32-bit integer; `crc32` of the ASCII text 123456789 is 0xcbf43926 */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (let index = 0; index < bytes.length; index += 1) {
    value = (value >>> 8) ^ table[(value ^ bytes[index]) & 0xff];
  }
  return (value ^ 0xffffffff) >>> 0;
}
