import type { ReadBytes } from './boxes.ts';

/** Codecs by stream_type (ISO/IEC 13818-1, table 2-34, and registrations elsewhere). */
const VIDEO_STREAMS: ReadonlyMap<number, string> = new Map([
  [0x01, 'MPEG-1 video'],
  [0x02, 'MPEG-2 video'],
  [0x10, 'MPEG-4 part 2'],
  [0x1b, 'H.264'],
  [0x1e, 'MPEG-2 video'],
  [0x1f, 'H.264'],
  [0x20, 'H.264'],
  [0x21, 'JPEG 2000'],
  [0x24, 'HEVC'],
  [0x33, 'H.266'],
  [0x42, 'AVS'],
  [0xd1, 'Dirac'],
  [0xd2, 'AVS2'],
  [0xd4, 'AVS3'],
  [0xea, 'VC-1'],
]);
/** Private streams, identified by registration descriptors. */
const PRIVATE_STREAM = 0x06;
const REGISTERED: ReadonlyMap<string, string> = new Map([
  ['AV01', 'AV1'],
  ['VC-1', 'VC-1'],
  ['drac', 'Dirac'],
  ['HEVC', 'HEVC'],
]);

/**
 * The program map comes ten times a second; this many bytes at the start contain it even in broadcasts of
 * high rate.
 */
const BYTES_TO_SEARCH = 4 * 2 ** 20;
const SYNC = 0x47;
const PACKET_BYTES = 188;
const MAP_TABLE = 2;
const REGISTRATION = 5;

/**
 * Names of the video codecs in the first program map of an MPEG transport stream: mediabunny (1.61) silently
 * skips streams that it cannot decode. Null where there is no program map.
 */
export async function readVideoStreams(read: ReadBytes, size: number): Promise<string[] | null> {
  const bytes = await read(0, Math.min(size, BYTES_TO_SEARCH));
  for (const section of sectionsOf(bytes)) {
    if (section[0] !== MAP_TABLE) continue;
    return videoStreams(section);
  }
  return null;
}

/** The tables that begin in a packet, without their parts in further packets. */
function* sectionsOf(bytes: Uint8Array): Generator<Uint8Array> {
  const layout = packetLayout(bytes);
  if (!layout) return;
  for (let at = layout.first; at + PACKET_BYTES <= bytes.length; at += layout.stride) {
    const packet = bytes.subarray(at, at + PACKET_BYTES);
    const [sync = 0, high = 0, , control = 0, filling = 0] = packet;
    const startsUnit = (high & 0x40) !== 0;
    if (sync !== SYNC || !startsUnit || (control & 0x10) === 0) continue;
    const payload = packet.subarray((control & 0x20) !== 0 ? 5 + filling : 4);
    const isPicture = payload[0] === 0 && payload[1] === 0 && payload[2] === 1;
    if (!isPicture) yield payload.subarray(1 + (payload[0] ?? 0));
  }
}

/** Packets lie one after the other, or with a time before each (4 bytes) or a checksum after it (16). */
function packetLayout(bytes: Uint8Array): { first: number; stride: number } | undefined {
  const layouts = [
    { first: 0, stride: PACKET_BYTES },
    { first: 4, stride: PACKET_BYTES + 4 },
    { first: 0, stride: PACKET_BYTES + 16 },
  ];
  return layouts.find(({ first, stride }) => bytes[first] === SYNC && bytes[first + stride] === SYNC);
}

/** ISO/IEC 13818-1, 2.4.4.8. */
function videoStreams(section: Uint8Array): string[] {
  const names: string[] = [];
  const end = Math.min(section.length, 3 + lengthAt(section, 1) - 4);
  let at = 12 + lengthAt(section, 10);
  while (at + 5 <= end) {
    const descriptors = section.subarray(at + 5, at + 5 + lengthAt(section, at + 3));
    const type = section[at] ?? 0;
    const name = type === PRIVATE_STREAM ? registeredName(descriptors) : VIDEO_STREAMS.get(type);
    if (name !== undefined) names.push(name);
    at += 5 + descriptors.length;
  }
  return names;
}

function registeredName(descriptors: Uint8Array): string | undefined {
  for (let at = 0; at + 6 <= descriptors.length; at += 2 + (descriptors[at + 1] ?? 0)) {
    if (descriptors[at] === REGISTRATION)
      return REGISTERED.get(String.fromCharCode(...descriptors.subarray(at + 2, at + 6)));
  }
  return undefined;
}

const lengthAt = (bytes: Uint8Array, at: number): number => (((bytes[at] ?? 0) & 15) << 8) | (bytes[at + 1] ?? 0);
