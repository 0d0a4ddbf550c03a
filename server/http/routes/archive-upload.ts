import { randomUUID } from 'node:crypto';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request, RequestHandler } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { ForgeError, isForgeError } from '../../../core/errors.ts';
import { receiveArchive, type ReceivedArchive } from '../../datasets/received-archive.ts';
import { makeWorkFolder } from '../../storage/work-folder.ts';
import { storageFull } from '../../storage/blob-store.ts';
import { codeOf, isDiskFull } from '../../storage/local-files.ts';

/** Receives an archive: streamed to a temporary file that is removed when the request ends. */
export interface ArchiveUpload {
  /** Name of the file's field. */
  readonly field: string;
  readonly receive: RequestHandler;
  /** The received file. Throws `request_invalid` where there was none. */
  pathOf(request: Request): ReceivedArchive;
  /** Fires when the client goes away. */
  signalOf(request: Request): AbortSignal;
}

const FIELD = 'archive';
const FIELDS = 2;
const FIELD_BYTES = 16_384;

/**
 * Opens the receiver of archives in a folder of this process. Folders of ended processes are removed; those
 * of living ones with the same data folder (the server before a rolling restart, say) stay.
 *
 * @param parent of the folders of all processes
 * @param maxBytes of one archive
 */
export async function openArchiveUpload(parent: string, maxBytes: number): Promise<ArchiveUpload> {
  const folder = await makeWorkFolder(parent);
  const received = new WeakMap<Request, ReceivedArchive>();
  const single = multer({
    storage: archiveStorage(folder, (request, archive) => received.set(request, archive)),
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
      const path = received.get(request)?.path;
      // Also after success: the archive is in the storage by then.
      if (path !== undefined) void rm(path, { force: true });
    });
    await refuseEarly(request, folder, maxBytes);
    single(request, response, (error: unknown) =>
      next(error === undefined || error === null ? undefined : receiveError(error)),
    );
  };
  const pathOf = (request: Request) => {
    const archive = received.get(request);
    if (archive) return archive;
    throw new ForgeError('request_invalid.file_missing', { field: FIELD });
  };
  return { field: FIELD, receive, pathOf, signalOf: (request) => signals.get(request) ?? AbortSignal.abort() };
}

/** Answers "too large" and "disk full" before gigabytes were sent. */
async function refuseEarly(request: Request, folder: string, maxBytes: number): Promise<void> {
  const announced = Number(request.get('Content-Length') ?? 0);
  if (announced > maxBytes + FIELDS * FIELD_BYTES + 4096) throw new ForgeError('request_too_large');
  const { bavail, bsize } = await statfs(folder);
  if (announced > bavail * bsize) throw storageFull(null);
}

/** Files of a form as received archives in a folder. */
function archiveStorage(folder: string, keep: (request: Request, archive: ReceivedArchive) => void): StorageEngine {
  return {
    _handleFile(request, file, done) {
      receiveArchive(file.stream, join(folder, randomUUID())).then((archive) => {
        keep(request, archive);
        done(null, { path: archive.path });
      }, done);
    },
    _removeFile(_request, file, done) {
      rm(file.path, { force: true }).then(() => done(null), done);
    },
  };
}

/** Errors of the form parser are faults of the request; those with a system code are faults of the disk. */
function receiveError(error: unknown): unknown {
  if (error instanceof MulterError || isForgeError(error)) return error;
  if (isDiskFull(error)) return storageFull(error);
  if (codeOf(error) !== undefined) return error;
  return new ForgeError('request_invalid.upload_broken', {}, { cause: error });
}
