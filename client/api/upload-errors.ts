import { ForgeError } from '../../core/errors.ts';
import { isRetryableUpload, uploadError } from '../../core/uploads/upload-rules.ts';
import { problemError } from './api-client.ts';

const unreachable = (cause: Error) => new ForgeError('server_unreachable', {}, { cause });

/** Converts an error of the upload library to a ForgeError; a refusal of the server to an ApiError. */
export const toUploadError = (error: Error): ForgeError => uploadError(error, { refused: problemError, unreachable });

/** Whether the upload goes on after an error of the library. */
export const mayResumeUpload = (error: Error): boolean => isRetryableUpload(toUploadError(error));
