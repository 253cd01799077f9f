/** Every limit of building a controller that is written in Go. */

/** Between two reports that something still goes on; less than a watchdog waits. */
export const TELL_MS = 500;

/** Oldest minor version of Go with testing/synctest. */
export const OLDEST_GO = 25;

/** Last lines of what the go command prints that a message shows. */
export const MAX_GO_LINES = 15;

/** A build whose lock was not touched for so long has died. It is touched every {@link TELL_MS}. */
export const DEAD_MS = 10_000;

/** Between two looks at the lock of somebody else's build. */
export const LOOK_MS = 200;

/** What nobody used for so many days is removed from the cache: bridges of releases, and all else. */
export const RELEASE_DAYS = 90;
export const OTHER_DAYS = 7;

/** Part of what a bridge is kept under: raise it when one is built otherwise, but for the sources in adapters/go. */
export const RECIPE = 1;
