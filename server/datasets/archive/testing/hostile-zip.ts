import { crc32, deflateRawSync } from 'node:zlib';

/** One file of a zip whose headers may be false. */
export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly deflate?: boolean;
  /** False values for the headers. */
  readonly lies?: {
    readonly size?: number;
    readonly crc?: number;
    readonly flags?: number;
    readonly mode?: number;
    readonly method?: number;
    /** Offset of its header. */
    readonly at?: number;
  };
}

/** Builds a zip of these parts by hand: real zip libraries refuse to write what a reader must refuse. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, deflate, lies = {} } of parts) {
    const data = deflate ? deflateRawSync(bytes, { level: 9 }) : Buffer.from(bytes);
    const fileName = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(lies.flags ?? 0x800, 2);
    common.writeUInt16LE(lies.method ?? (deflate ? 8 : 0), 4);
    common.writeUInt32LE(0x5a21_0000 >>> 0, 6);
    common.writeUInt32LE(lies.crc ?? crc32(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(lies.size ?? bytes.length, 18);
    common.writeUInt16LE(fileName.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((lies.mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(lies.at ?? offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, fileName, data]);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, fileName]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}
