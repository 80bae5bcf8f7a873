// Package ui draws a visit.View and reports touches.
//
// A screen is a function of the View, the words, the policy content and the size of the glass; it is drawn whole each time.
// The room imports no device, no SQL and no file: what it may know comes in the View.
package ui
