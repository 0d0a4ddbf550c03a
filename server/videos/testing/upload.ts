import { createHash } from 'node:crypto';
import { request, type ClientRequest } from 'node:http';
import type { TestClient } from '../../testing/test-client.ts';

export const TUS = { 'tus-resumable': '1.0.0' };

export const patchHeaders = (offset: number) => ({
  ...TUS,
  'upload-offset': String(offset),
  'content-type': 'application/offset+octet-stream',
});

export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The headers that begin an upload of `bytes` bytes. */
export const beginHeaders = (bytes: number, sha256: string, filename = 'clip.mp4') => ({
  ...TUS,
  'upload-length': String(bytes),
  'upload-metadata': `filename ${base64(filename)},sha256 ${base64(sha256)}`,
});

/** Begins to send a video. Returns its id. */
export async function beginUpload(client: TestClient, content: Uint8Array, filename?: string): Promise<string> {
  const headers = beginHeaders(content.length, sha256Of(content), filename);
  const reply = await client.send('POST', '/api/uploads', { headers });
  if (reply.status !== 201) throw new Error(`the upload was refused: ${JSON.stringify(reply.json)}`);
  return (reply.json as { id: string }).id;
}

export const sendBytes = (client: TestClient, id: string, offset: number, bytes: Uint8Array<ArrayBuffer>) =>
  client.send('PATCH', `/api/uploads/${id}`, { headers: patchHeaders(offset), body: bytes });

/**
 * Begins to send some bytes and leaves writing them, or breaking off, to the caller. Connection errors are
 * ignored.
 */
export function openPatch(url: string, client: TestClient, id: string, offset: number, bytes: number): ClientRequest {
  const cookie = [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
  const headers = { ...patchHeaders(offset), cookie, 'content-length': String(bytes) };
  return request(`${url}/api/uploads/${id}`, { method: 'PATCH', agent: false, headers }).on('error', () => undefined);
}

/** Sends a video in one piece. Returns its id. */
export async function uploadVideo(client: TestClient, content: Uint8Array<ArrayBuffer>, filename?: string) {
  const id = await beginUpload(client, content, filename);
  const { status, json } = await sendBytes(client, id, 0, content);
  if (status !== 204) throw new Error(`the video was refused: ${JSON.stringify(json)}`);
  return id;
}

/** Bytes that look random and are the same on each call. */
export function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0, state = length | 1; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
