/** Stored claims and what the claim cache has yet to see of them. */
import { append } from './cache.ts';
import type { Claim, ClaimSeen, ClaimsColumn } from './world.ts';

/** Stores a claim and puts what a cache can see of the change into the log. */
export function storeClaim(claims: ClaimsColumn, slot: number, claim: Claim | null, lag: number, own: boolean): ClaimsColumn {
  const before = seenOf(claims.stored[slot]!);
  const after = seenOf(claim);
  const stored = claims.stored.map((old, at) => (at === slot ? claim : old));
  // Binding shows nothing the controller reads. Deviation: it is no event of the log, so it cannot outdate a version.
  if (JSON.stringify(before) === JSON.stringify(after)) return { ...claims, stored };
  const { cache } = append(claims.cache, { slot, object: after, ...(own ? { own } : {}) }, lag);
  return { ...claims, stored, cache };
}

export function seenOf(claim: Claim | null): ClaimSeen | null {
  return claim && { terminating: claim.deletion === 'Terminating', owners: claim.owners };
}
