import { DetailedError, type HttpRequest, type HttpResponse } from 'tus-js-client';
import { describe, expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { ApiError } from './api-client.ts';
import { mayResumeUpload, toUploadError } from './upload-errors.ts';
import { StageMeter } from './upload-progress.ts';

const request: HttpRequest = {
  getMethod: () => 'PATCH',
  getURL: () => '/api/uploads/1',
  setHeader: () => undefined,
  getHeader: () => undefined,
  setProgressHandler: () => undefined,
  send: () => Promise.reject(new Error('it is not sent')),
  abort: () => Promise.resolve(),
  getUnderlyingObject: () => null,
};

const responseOf = (status: number, body: string): HttpResponse => ({
  getStatus: () => status,
  getHeader: () => undefined,
  getBody: () => body,
  getUnderlyingObject: () => null,
});

/** The errors that the library throws: its own types leave the constructor's arguments out. */
const failure = (originalResponse: HttpResponse | null, causingError: Error | null = null): DetailedError =>
  Object.assign(new DetailedError('tus: it did not work'), {
    originalRequest: request,
    originalResponse,
    causingError,
  });

const refusal = (status: number, code: string) => {
  const body = JSON.stringify({ type: 'about:blank', status, title: 'No', detail: 'This is why.', code });
  return failure(responseOf(status, body));
};

describe('a failed upload', () => {
  it('is told in the words of the server', () => {
    const fault = toUploadError(refusal(413, 'quota_exceeded'));
    expect(fault).toBeInstanceOf(ApiError);
    expect(fault).toMatchObject({ code: 'quota_exceeded', message: 'This is why.' });
    const proxy = failure(responseOf(502, '<html>'));
    expect(toUploadError(proxy)).toMatchObject({ code: 'server_unreachable' });
    const own = new ForgeError('not_signed_in');
    expect(toUploadError(failure(null, own))).toBe(own);
  });

  it.each([
    ['a lost connection', failure(null, new Error('network')), true],
    ['a server that is away', refusal(503, 'storage_unavailable'), true],
    ["a proxy's error page", failure(responseOf(502, '<html>')), true],
    ['an upload that stands elsewhere', refusal(409, 'upload_conflict'), true],
    ['too little room', refusal(413, 'quota_exceeded'), false],
    ['a damaged video', refusal(422, 'upload_damaged'), false],
    ['a sign-in that is over', failure(null, new ApiError(401, { code: 'not_signed_in', message: 'no' })), false],
  ])('after %s: tried again is %s', (_what, error, again) => {
    expect(mayResumeUpload(error)).toBe(again);
  });
});

describe('the progress of a stage', () => {
  it('is measured from where it begins, and anew after a pause', () => {
    let time = 5000;
    const meter = new StageMeter('sending', 1000, () => time);
    expect(meter.progress(400)).toEqual({ stage: 'sending', bytes: 400, totalBytes: 1000, bytesPerSecond: null });
    time += 2000;
    expect(meter.progress(600)).toMatchObject({ bytes: 600, bytesPerSecond: 100 });
    time += 60_000;
    meter.restart();
    expect(meter.progress(600).bytesPerSecond).toBeNull();
    time += 1000;
    expect(meter.progress(900)).toMatchObject({ bytes: 900, bytesPerSecond: 300 });
  });
});
