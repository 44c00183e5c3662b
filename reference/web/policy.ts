/**
 * Content Security Policy of the page, as it stands in its `<meta>` and in the headers of `npm run web`. Scripts may do
 * nothing but what is served with the page; `default` is the policy that lets it start its own two workers.
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html default",
].join("; ");

/** What a header can say besides: nobody else shows the page in a frame. */
export const POLICY_HEADER = `${POLICY}; frame-ancestors 'self'`;
