// Package widgets has the parts that every screen is made of: text that fits, panels, buttons and their states, tiles, chips,
// messages, facts and signs, named once.
//
// A Pen puts them into a scene in the colours and sizes of ui/theme. The room knows no words, no views and no visits: what
// stands on a part and what a touch of it does are handed in.
package widgets
