import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request, RequestHandler } from 'express';
import multer, { MulterError } from 'multer';
import { ForgeError } from '../../../core/errors.ts';

/** How an archive comes in: streamed to a temporary file that is gone when the request is. */
export interface ArchiveUpload {
  /** Name of the file's field. */
  readonly field: string;
  readonly receive: RequestHandler;
  /** The received file. Throws `request_invalid` where there was none. */
  pathOf(request: Request): string;
  /** Fires when the client goes away. */
  signalOf(request: Request): AbortSignal;
}

const FIELD = 'archive';
const FIELDS = 2;
const FIELD_BYTES = 16_384;

/**
 * Uploads into a folder that is emptied at every start: what lies there is of no use to anyone after a crash.
 *
 * @param maxBytes of one archive
 */
export async function openArchiveUpload(folder: string, maxBytes: number): Promise<ArchiveUpload> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
  const single = multer({
    storage: multer.diskStorage({ destination: folder, filename: (_request, _file, done) => done(null, randomUUID()) }),
    limits: {
      files: 1,
      fileSize: maxBytes,
      fields: FIELDS,
      fieldSize: FIELD_BYTES,
      parts: FIELDS + 1,
      headerPairs: 50,
    },
  }).single(FIELD);
  const signals = new WeakMap<Request, AbortSignal>();
  const receive: RequestHandler = async (request, response, next) => {
    const controller = new AbortController();
    signals.set(request, controller.signal);
    response.once('close', () => {
      controller.abort();
      const path = request.file?.path;
      // Also after success: what was kept lies in the storage now.
      if (path !== undefined) void rm(path, { force: true });
    });
    await refuseEarly(request, folder, maxBytes);
    single(request, response, (error: unknown) =>
      next(error === undefined || error === null ? undefined : receiveError(error)),
    );
  };
  return { field: FIELD, receive, pathOf, signalOf: (request) => signals.get(request) ?? AbortSignal.abort() };
}

/** Says "too large" and "disk full" before gigabytes have come. */
async function refuseEarly(request: Request, folder: string, maxBytes: number): Promise<void> {
  const announced = Number(request.get('Content-Length') ?? 0);
  if (announced > maxBytes + FIELDS * FIELD_BYTES + 4096)
    throw new ForgeError('request_too_large', 'This file is larger than the server takes.');
  const { bavail, bsize } = await statfs(folder);
  if (announced > bavail * bsize) throw diskFull();
}

function pathOf(request: Request): string {
  if (request.file) return request.file.path;
  throw new ForgeError('request_invalid', `The field "${FIELD}" is wrong: a file is wanted.`);
}

/** What the parser says of a body is about the request; what has a code of the system is about the disk. */
function receiveError(error: unknown): unknown {
  if (error instanceof MulterError || error instanceof ForgeError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return diskFull(error);
  if (code !== undefined) return error;
  return new ForgeError('request_invalid', 'This upload broke off or cannot be read.', { cause: error });
}

const diskFull = (cause?: unknown): ForgeError =>
  new ForgeError('storage_full', 'The server has no room left for this file: try again later.', { cause });
