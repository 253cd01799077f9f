/** YAML in, validated and defaulted manifests out, with complaints that have a line and a column. */
export { formatComplaint, type Complaint, type Note } from './complaint.ts';
export type {
  ClaimTemplate,
  LabelSelector,
  Origin,
  ServiceManifest,
  StatefulSetManifest,
  VolumeManifest,
} from './manifest.ts';
export { parseManifests, type Edit, type Manifests } from './parse.ts';
export { readManifests, type ReadManifests, type ReadOptions } from './read.ts';
export { apiRules, type ApiRules } from './rules.ts';
export { updateComplaints } from './update.ts';
