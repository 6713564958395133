/** What a page may do, the same in both hosts. */

/**
 * The content security policy.
 *
 * Inline styles are allowed because libraries of the page put `<style>` elements into it (Radix UI locks the scroll that
 * way); scripts come from the app's own files only.
 *
 * - `connect`: addresses beyond its own that the page may connect to.
 * - `development`: the development server puts inline scripts into the page.
 */
export function contentSecurityPolicy({
  connect = [],
  development = false,
}: { connect?: string[]; development?: boolean } = {}): string {
  return [
    "default-src 'self'",
    `script-src 'self'${development ? " 'unsafe-inline'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers of every answer. */
export function safetyHeaders(policy: string): Record<string, string> {
  return {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  }
}
