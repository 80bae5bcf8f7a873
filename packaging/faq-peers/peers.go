package main

import (
	"database/sql"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	_ "modernc.org/sqlite"

	"shebao/kiosk/faq"
)

// said is everything an entry says, for an engine that takes a text.
func said(e faq.Entry) (questions, answer string) {
	questions = strings.Join(append(append([]string{e.Question}, e.Similar...), e.Words...), "\n")
	var b strings.Builder
	for _, block := range e.Blocks {
		b.WriteString(block.Text + "\n")
	}
	return questions, b.String()
}

func bleveCJK(l *faq.Library) (func(string) []string, func(), error) {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = "cjk"
	x, err := bleve.NewMemOnly(m)
	if err != nil {
		return nil, nil, err
	}
	batch := x.NewBatch()
	for _, e := range l.Entries {
		q, a := said(e)
		if err := batch.Index(e.ID, map[string]string{"q": q, "a": a}); err != nil {
			return nil, nil, err
		}
	}
	if err := x.Batch(batch); err != nil {
		return nil, nil, err
	}
	return func(query string) []string {
		q := bleve.NewMatchQuery(query)
		q.SetField("q")
		a := bleve.NewMatchQuery(query)
		a.SetField("a")
		a.SetBoost(0.4)
		r, err := x.Search(bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(q, a), 30, 0, false))
		if err != nil {
			return nil
		}
		var ids []string
		for _, h := range r.Hits {
			ids = append(ids, h.ID)
		}
		return ids
	}, func() { _ = x.Close() }, nil
}

func trigram(l *faq.Library) (func(string) []string, func(), error) {
	db, err := sql.Open("sqlite", "file::memory:?cache=shared")
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE VIRTUAL TABLE e USING fts5(id UNINDEXED, q, a, tokenize='trigram')`); err != nil {
		return nil, nil, err
	}
	tx, err := db.Begin()
	if err != nil {
		return nil, nil, err
	}
	for _, e := range l.Entries {
		q, a := said(e)
		if _, err := tx.Exec(`INSERT INTO e VALUES(?, ?, ?)`, e.ID, q, a); err != nil {
			return nil, nil, err
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, nil, err
	}
	collect := func(text string, args ...any) []string {
		rows, err := db.Query(text, args...)
		if err != nil {
			return nil
		}
		defer rows.Close()
		var ids []string
		for rows.Next() {
			var id string
			if rows.Scan(&id) != nil {
				return nil
			}
			ids = append(ids, id)
		}
		return ids
	}
	return func(query string) []string {
		runes := []rune(strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return -1
		}, query))
		if len(runes) < 3 {
			return collect(`SELECT id FROM e WHERE q LIKE ?1 OR a LIKE ?1 LIMIT 30`, "%"+string(runes)+"%")
		}
		var terms []string
		for i := 0; i+3 <= len(runes); i++ {
			terms = append(terms, `"`+string(runes[i:i+3])+`"`)
		}
		return collect(`SELECT id FROM e WHERE e MATCH ? ORDER BY bm25(e, 0, 1, 0.4) LIMIT 30`, strings.Join(terms, " OR "))
	}, func() { _ = db.Close() }, nil
}
