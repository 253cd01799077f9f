/** Stories that can be kept: recorded, made into a token or a file, told again, compared. */
export type { Beside } from './beside.ts';
export { recordingOf, tokensOf, type Recorded } from './record.ts';
export { replay, type Replay } from './replay.ts';
export { decodeStory, encodeStory, loadStories, loadStory, StoryError, storyFileName, type SavedStory } from './story-file.ts';
export { decode, digestOf, encode, safeName, TOKEN_VERSION, TokenError, type Recording } from './token.ts';
