package attest_test

import (
	"crypto/rand"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/attest/attesttest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/slip"
)

// world is an agency, two terminals that it has certified, and who checks their papers.
type world struct {
	folder     string
	agency     *attesttest.Agency
	one, other *attest.Signer
	trust      *attest.Trust
	now        time.Time
}

const address = "https://rs.example.gov.cn/y?c={code}" // with its code 50 bytes

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, clock.Zone()) }

func newWorld(t testing.TB) world {
	t.Helper()
	w := world{folder: t.TempDir(), now: time.Date(2026, 11, 26, 10, 30, 0, 0, clock.Zone())}
	w.agency = attesttest.NewAgency(t, w.now)
	attesttest.Write(t, w.folder, "ca.pem", w.agency.PEM())
	w.one, w.other = w.terminal(t, "SD-0101-0001"), w.terminal(t, "SD-0101-0002")
	trust, err := attest.LoadTrust(filepath.Join(w.folder, "certs"), w.path("ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	w.trust = trust
	return w
}

func (w world) path(name string) string { return filepath.Join(w.folder, name) }

func (w world) files(id string) attest.Files {
	return attest.Files{Key: w.path(id + ".key"), Cert: w.path("certs/" + id + ".pem"), CA: w.path("ca.pem")}
}

// terminal is a terminal whose key is certified from half a year before to a year after.
func (w world) terminal(t testing.TB, id string) *attest.Signer {
	t.Helper()
	key, err := attest.Generate(w.path(id + ".key"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := key.Request(id)
	if err != nil {
		t.Fatal(err)
	}
	attesttest.Write(t, w.folder, "certs/"+id+".pem", w.agency.Certify(t, request, w.now.AddDate(0, -6, 0), w.now.AddDate(1, 0, 0)))
	s, err := attest.LoadSigner(id, w.files(id))
	if err != nil {
		t.Fatal(err)
	}
	if ok, why := s.Certified(w.now); !ok {
		t.Fatal(why)
	}
	return s
}

// usual is what most papers say.
func (w world) usual() attest.Statement {
	return attest.Statement{
		Claim: slip.Claim{Kind: slip.ContributionCertificate, Name: "测*甲", Tail: "0014", Period: "202312-202611",
			Scope:  "济南市 企业职工基本养老保险",
			Totals: []slip.Total{{Label: "缴费月数", Value: "36个月"}, {Label: "个人缴费合计", Value: "18720.00"}}},
		Issued: w.now, Expires: w.now.AddDate(0, 0, 89), Terminal: "SD-0101-0001", Code: attest.NewCode()}
}

func qr(t testing.TB, s *attest.Signer, st attest.Statement) string {
	t.Helper()
	text, err := s.QR(st, address)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t testing.TB, path string, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// selfSigned is a certificate that a terminal made for itself.
func selfSigned(t testing.TB, w world, id string) []byte {
	t.Helper()
	key, err := attest.LoadKey(w.path(id + ".key"))
	if err != nil {
		t.Fatal(err)
	}
	private := key.Private().(*sm2.PrivateKey)
	template := &smx509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: id},
		NotBefore: w.now.AddDate(0, 0, -1),
		NotAfter:  w.now.AddDate(1, 0, 0), SignatureAlgorithm: smx509.SM2WithSM3}
	der, err := smx509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
