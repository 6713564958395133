/** What a page may do, the same in both hosts. */

/** Of the one `<style>` element that a library puts into the page (`LIST_STYLE` in `src/renderer/ui/page-rules.ts`). */
const LIST_STYLE_HASH = "'sha256-441zG27rExd4/il+NvIqyL8zFx5XmyNQtE381kSkUJk='"

/**
 * The content security policy.
 *
 * Scripts and styles come from the app's own files only. Where a text would become HTML or a script's address, the page's own rules decide
 * (trusted types, under the one name `default`).
 *
 * - `connect`: addresses beyond its own that the page may connect to.
 * - `development`: the development server puts inline scripts and styles into the page.
 */
export function contentSecurityPolicy({
  connect = [],
  development = false,
}: { connect?: string[]; development?: boolean } = {}): string {
  return [
    "default-src 'self'",
    `script-src 'self'${development ? " 'unsafe-inline'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : LIST_STYLE_HASH}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...(development ? [] : ["require-trusted-types-for 'script'", 'trusted-types default']),
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
