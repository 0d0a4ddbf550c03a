import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';
import type { VideoUploads } from './video-uploads.ts';

/** One user's uploads as @tus/server sees them: those of other users do not exist for it. */
export class TusStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'termination'];

  constructor(
    private readonly uploads: VideoUploads,
    private readonly userId: string,
  ) {
    super();
  }

  override async create(upload: Upload): Promise<Upload> {
    const { filename, sha256 } = upload.metadata ?? {};
    upload.id = await this.uploads.begin(this.userId, { bytes: upload.size ?? 0, filename, sha256 });
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { bytes, received, name, sha256, created_at } = await this.uploads.find(id, this.userId);
    const metadata = { filename: name, sha256 };
    return new Upload({ id, size: bytes, offset: received, metadata, creation_date: created_at.toISOString() });
  }

  override async write(body: Readable, id: string, offset: number): Promise<number> {
    const at = await this.uploads.receive(id, this.userId, body as AsyncIterable<Uint8Array>, offset);
    // The last byte completes the video, or shows that it is none.
    await this.uploads.find(id, this.userId);
    return at;
  }

  override remove(id: string): Promise<void> {
    return this.uploads.cancel(id, this.userId);
  }
}
