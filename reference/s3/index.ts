/**
 * Vaults in a bucket: Amazon S3, and services with the same protocol.
 *
 * @module
 */
export { parseS3Address, type S3Address } from "./address.js";
export { type S3Store, type S3StoreOptions, s3Store } from "./store-s3.js";
