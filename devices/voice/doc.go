// Package voice makes what is said heard: engines turn text into sound, a Player hands sound to the headset or the loudspeaker, and a
// Voice says one screen at a time, interrupts itself when another comes, and forgets everything when it is told to stop.
//
// What is private is said into the headset only, unless the person chose otherwise. No text is ever an argument of a program: those
// are seen by everybody in the list of processes. Errors and faults name programs and devices, never what was said.
package voice
