/**
 * A story in one word, to be pasted into an issue: `1:reference@1.37:q1Yq…`.
 *
 * Version, controller and content; the content is JSON, packed: the scenario as differences from the base scenario, the
 * property, the action keys and digests. A token holds data only: a controller is named, never a file to load.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Scenario } from '../../models/scenario.ts';
import type { Moment } from '../universe.ts';
import { MAX_CONTENT_BYTES, MAX_NAME_LENGTH, MAX_STEPS, MAX_TOKEN_LENGTH } from './limits.ts';
import { differencesFromBase, fromDifferences } from './scenario.ts';

export const TOKEN_VERSION = 1;

/** A story that can be told again. */
export interface Recording {
  /** The controller's name. */
  readonly controller: string;
  /** Of the text of a controller that is not built in. */
  readonly digest?: string;
  readonly scenario: Scenario;
  /** The promise that is broken at the end. */
  readonly property: string;
  /** The promises that were judged; absent: all. Judging one on requests can make a request a step of its own. */
  readonly judged?: readonly string[];
  /** Action keys, in order. */
  readonly keys: readonly string[];
  /** Index of the first key of a loop, which leads back to where it began. */
  readonly loop?: number;
  /** Digest of the last state, see {@link digestOf}. */
  readonly end: string;
}

/** The token cannot be read; the message says why and what to do. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

export function encode({ controller, digest, scenario, property, judged, keys, loop, end }: Recording): string {
  const content = { s: differencesFromBase(scenario), p: property, ...(judged ? { j: judged } : {}), k: keys, ...(loop === undefined ? {} : { l: loop }), e: end, ...(digest ? { d: digest } : {}) };
  return [TOKEN_VERSION, safeName(controller), deflateRawSync(JSON.stringify(content), { level: 9 }).toString('base64url')].join(':');
}

/** @throws TokenError */
export function decode(token: string): Recording {
  const text = token.trim();
  if (text.length > MAX_TOKEN_LENGTH) throw new TokenError(`The token has ${text.length} characters; at most ${MAX_TOKEN_LENGTH} are read (MAX_TOKEN_LENGTH).`);
  const [version, controller, packed, ...rest] = text.split(':');
  if (version === undefined || !/^\d{1,6}$/.test(version) || controller === undefined) {
    throw new TokenError('This is no token. Expected VERSION:CONTROLLER:CONTENT, as the line "replay" of a report prints it.');
  }
  if (Number(version) !== TOKEN_VERSION) {
    throw new TokenError(`The token has version ${version}; this sts-check reads version ${TOKEN_VERSION}. Replay it with the sts-check that printed it.`);
  }
  if (packed === undefined || rest.length > 0 || !/^[\w.@+-]+$/.test(controller) || !/^[\w-]+$/.test(packed)) throw corrupted('it is cut off, or has characters that no token has');
  return { controller, ...contentOf(parsed(unpacked(packed))) };
}

function corrupted(why: string): TokenError {
  return new TokenError(`The token is corrupted: ${why}. Copy it again, whole, from the line "replay" of a report.`);
}

function unpacked(packed: string): string {
  try {
    return inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: MAX_CONTENT_BYTES }).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new TokenError(`The token unpacks to more than ${MAX_CONTENT_BYTES} bytes, which is the most that is read (MAX_CONTENT_BYTES).`);
    }
    throw corrupted('its content does not unpack');
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw corrupted('its content is not what a token holds');
}

function contentOf({ s, p, j, k, l, e, d }: Record<string, unknown>): Omit<Recording, 'controller'> {
  if (typeof p !== 'string' || typeof e !== 'string' || !isTexts(k) || (j !== undefined && !isTexts(j)) || (d !== undefined && typeof d !== 'string') || (l !== undefined && !isIndexOf(k, l))) {
    throw corrupted('its content is not what a token holds');
  }
  if (k.length > MAX_STEPS) throw new TokenError(`The token names ${k.length} steps; at most ${MAX_STEPS} are taken (MAX_STEPS).`);
  let scenario: Scenario;
  try {
    scenario = fromDifferences(s);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw corrupted(error.message);
  }
  return { scenario, property: p, keys: k, ...(l === undefined ? {} : { loop: l as number }), end: e, ...(j ? { judged: j } : {}), ...(d ? { digest: d } : {}) };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item.length <= MAX_NAME_LENGTH);
}

function isIndexOf(list: unknown, value: unknown): boolean {
  return Array.isArray(list) && Number.isInteger(value) && (value as number) >= 0 && (value as number) < list.length;
}

/** A controller's name, fit to stand between colons. */
export function safeName(name: string): string {
  return name.replace(/[^\w.@+-]/g, '-') || 'unnamed';
}

/** Short digest of a moment: equal moments have equal ones. */
export function digestOf(moment: Moment): string {
  return createHash('sha256').update(JSON.stringify(moment)).digest('base64url').slice(0, 12);
}
