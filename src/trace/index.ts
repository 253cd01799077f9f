/** Stories that can be kept: recorded, made into a token, told again, compared. */
export { recordingOf, tokensOf, type Recorded } from './record.ts';
export { replay, type Replay } from './replay.ts';
export { decode, digestOf, encode, TOKEN_VERSION, TokenError, type Recording } from './token.ts';
